-- Rendered from tables.py by scripts/render-schema. Do not edit.

CREATE TABLE jobs (
	"key" INTEGER NOT NULL,
	id VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	spec VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	enabled BOOLEAN NOT NULL,
	paused_at BIGINT,
	pause_reason VARCHAR,
	anchor_at BIGINT NOT NULL,
	next_fire_at BIGINT,
	next_due_at BIGINT,
	finished BOOLEAN NOT NULL,
	failures_in_row INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	removed_at BIGINT,
	last_success_at BIGINT,
	last_failure_at BIGINT,
	runs_since BIGINT,
	elsewhere BOOLEAN DEFAULT 0 NOT NULL,
	PRIMARY KEY ("key"),
	UNIQUE (id)
);

CREATE INDEX jobs_due ON jobs (next_due_at) WHERE next_due_at IS NOT NULL;

CREATE INDEX jobs_name ON jobs (name);

CREATE TABLE job_versions (
	job_id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	hash VARCHAR NOT NULL,
	spec VARCHAR NOT NULL,
	actor VARCHAR NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (job_id, version)
);

CREATE TABLE runs (
	id INTEGER NOT NULL,
	job_id INTEGER NOT NULL,
	job_version INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	scheduled_for BIGINT NOT NULL,
	due_at BIGINT NOT NULL,
	queued_at BIGINT,
	first_started_at BIGINT,
	started_at BIGINT,
	finished_at BIGINT,
	attempt INTEGER NOT NULL,
	outcome VARCHAR,
	reason VARCHAR,
	exit_code INTEGER,
	signal INTEGER,
	duration FLOAT,
	cpu_seconds FLOAT,
	max_rss_bytes BIGINT,
	error VARCHAR,
	pid INTEGER,
	host VARCHAR,
	actor VARCHAR,
	parent_run_id BIGINT,
	priority INTEGER NOT NULL,
	span INTEGER NOT NULL,
	rolled_up BOOLEAN NOT NULL,
	claim VARCHAR,
	PRIMARY KEY (id),
	UNIQUE (job_id, scheduled_for)
);

CREATE INDEX runs_active ON runs (state, due_at) WHERE state IN ('scheduled', 'queued', 'running', 'retrying');

CREATE INDEX runs_active_by_job ON runs (job_id) WHERE state IN ('scheduled', 'queued', 'running', 'retrying');

CREATE INDEX runs_pending ON runs (due_at) WHERE claim = 'pending' AND state = 'scheduled';

CREATE INDEX runs_to_roll_up ON runs (job_id) WHERE rolled_up = 0 AND finished_at > 0;

CREATE TABLE attempts (
	run_id BIGINT NOT NULL,
	attempt INTEGER NOT NULL,
	started_at BIGINT,
	finished_at BIGINT NOT NULL,
	outcome VARCHAR NOT NULL,
	reason VARCHAR,
	exit_code INTEGER,
	signal INTEGER,
	duration FLOAT,
	cpu_seconds FLOAT,
	max_rss_bytes BIGINT,
	PRIMARY KEY (run_id, attempt)
);

CREATE TABLE events (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	at BIGINT NOT NULL,
	type VARCHAR NOT NULL,
	job_id INTEGER,
	run_id BIGINT,
	actor VARCHAR,
	data VARCHAR
);

CREATE TABLE cursors (
	name VARCHAR NOT NULL,
	event_id BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	PRIMARY KEY (name)
);

CREATE TABLE dead_letters (
	id INTEGER NOT NULL,
	sink VARCHAR NOT NULL,
	target VARCHAR NOT NULL,
	row_key VARCHAR NOT NULL,
	body VARCHAR NOT NULL,
	error VARCHAR NOT NULL,
	first_at BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	tries INTEGER NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (sink, target, row_key)
);

CREATE TABLE shell_sessions (
	id VARCHAR NOT NULL,
	shell VARCHAR NOT NULL,
	pid INTEGER,
	host VARCHAR NOT NULL,
	cwd VARCHAR,
	environment VARCHAR NOT NULL,
	started_at BIGINT NOT NULL,
	ended_at BIGINT,
	PRIMARY KEY (id)
);

CREATE TABLE shell_history (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	session_id VARCHAR NOT NULL,
	command VARCHAR NOT NULL,
	cwd VARCHAR,
	exit_code INTEGER,
	started_at BIGINT NOT NULL,
	duration FLOAT,
	host VARCHAR NOT NULL
);

CREATE INDEX shell_history_started ON shell_history (started_at);

CREATE TABLE daily (
	job_id INTEGER NOT NULL,
	day INTEGER NOT NULL,
	succeeded INTEGER NOT NULL,
	failed INTEGER NOT NULL,
	cancelled INTEGER NOT NULL,
	skipped INTEGER NOT NULL,
	missed INTEGER NOT NULL,
	attempts INTEGER NOT NULL,
	retries INTEGER NOT NULL,
	timed INTEGER NOT NULL,
	duration_us BIGINT NOT NULL,
	cpu_us BIGINT NOT NULL,
	duration_max_us BIGINT NOT NULL,
	max_rss_bytes BIGINT NOT NULL,
	durations VARCHAR NOT NULL,
	latenesses VARCHAR NOT NULL,
	PRIMARY KEY (job_id, day)
)
 WITHOUT ROWID;

CREATE TABLE daily_causes (
	job_id INTEGER NOT NULL,
	day INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	cause VARCHAR NOT NULL,
	count INTEGER NOT NULL,
	last_run_id BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	PRIMARY KEY (job_id, day, state, cause)
)
 WITHOUT ROWID;

CREATE TABLE hourly (
	hour INTEGER NOT NULL,
	runs INTEGER NOT NULL,
	failed INTEGER NOT NULL,
	PRIMARY KEY (hour)
);

CREATE TABLE facts (
	name VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	PRIMARY KEY (name)
);
