"""``lsh supabase test``."""

from __future__ import annotations

from lsh.commands.checks import document, show, tell
from lsh.commands.mode import MODE
from lsh.commands.output import emit_json
from lsh.domain.finding import first_failure
from lsh.paths import find_paths
from lsh.settings import load_settings
from lsh.sinks.supabase.checks import Examination, home_facts


def command() -> int:
    """Test the way to Supabase stage by stage: name, port, certificate, key, schema, rows, clock.

    Every stage has its own verdict, and what fails its own remedy. A stage that another one makes
    meaningless is skipped. Exit code by the first failure: 78 configuration or schema, 75 not
    reachable or paused, 4 refused, 1 anything else.

    Examples:
        lsh supabase test
        lsh supabase test --json
        lsh supabase test --quiet && lsh supabase sync
    """
    paths = find_paths()
    settings = load_settings(paths)
    examination = Examination(paths, settings, home_facts(paths, settings))
    checks = list(examination.run(lambda stage: tell(f"testing {stage}")))
    tell(None)
    if MODE.json:
        target = examination.target
        emit_json(
            {
                "target": target.project if target else None,
                "key": target.shown_key if target else None,
                **document(checks),
            }
        )
    else:
        show(checks)
    return first_failure(checks)
