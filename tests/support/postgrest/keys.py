"""The keys of a project and the JWTs that PostgREST verifies: HS256, made and read here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from tests.support.postgrest.errors import ApiError, GatewayError

Claims = dict[str, Any]

SECRET = "a-jwt-secret-of-the-tests-with-at-least-32-characters"
_TEN_YEARS = 10 * 365 * 24 * 3600


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _signature(signed: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()


def sign(claims: Claims, secret: str = SECRET) -> str:
    """A JWT of ``claims``, signed with HS256."""
    head = _encoded(b'{"alg":"HS256","typ":"JWT"}')
    signed = f"{head}.{_encoded(json.dumps(claims, separators=(',', ':')).encode())}"
    return f"{signed}.{_encoded(_signature(signed, secret))}"


def verify(token: str, secret: str = SECRET) -> Claims:
    """The claims of ``token``; PGRST301 when it cannot be trusted, PGRST303 when it has expired."""
    parts = token.split(".")
    if len(parts) != 3:
        message = f"Expected 3 parts in JWT; got {len(parts)}"
        raise ApiError(401, "PGRST301", message)
    try:
        head, claims = json.loads(_decoded(parts[0])), json.loads(_decoded(parts[1]))
        given = _decoded(parts[2])
    except ValueError as error:
        raise ApiError(401, "PGRST301", "JWT cryptographic operation failed", str(error)) from error
    if head.get("alg") != "HS256" or not hmac.compare_digest(
        given, _signature(".".join(parts[:2]), secret)
    ):
        raise ApiError(401, "PGRST301", "No suitable key or wrong key type")
    # PostgREST allows clocks to differ by 30 seconds.
    if claims.get("exp", float("inf")) < time.time() - 30:
        raise ApiError(401, "PGRST303", "JWT expired")
    return dict(claims)


def project_key(role: str, secret: str = SECRET) -> str:
    """A legacy API key: a JWT that names only the role and lasts for ten years."""
    now = int(time.time())
    claims = {
        "iss": "supabase",
        "ref": "localproject",
        "role": role,
        "iat": now,
        "exp": now + _TEN_YEARS,
    }
    return sign(claims, secret)


def user_token(user_id: str, expires_in: float = 3600, secret: str = SECRET) -> str:
    """What a signed-in user has; already expired when ``expires_in`` is negative."""
    now = int(time.time())
    claims = {
        "aud": "authenticated",
        "role": "authenticated",
        "sub": user_id,
        "iat": now,
        "exp": now + int(expires_in),
    }
    return sign(claims, secret)


class Keys:
    """The gateway's part: which keys the project knows, and whose request it is."""

    def __init__(self, secret: str = SECRET) -> None:
        digest = hashlib.sha256(secret.encode()).hexdigest()
        self.secret = secret
        self.anon = project_key("anon", secret)
        self.service = project_key("service_role", secret)
        self.publishable = f"sb_publishable_{digest[:31]}"
        self.secret_key = f"sb_secret_{digest[31:62]}"

    def claims(self, apikey: str | None, authorization: str | None) -> Claims:
        """The claims under which a request runs; raises what gateway or PostgREST would answer."""
        if not apikey:
            raise GatewayError(
                401,
                {
                    "message": "No API key found in request",
                    "hint": "No `apikey` request header or url param was found.",
                },
            )
        own = self._claims_of_key(apikey)
        kind, _, token = (authorization or "").partition(" ")
        if kind.lower() != "bearer" or not token or token == apikey:
            return own
        return verify(token, self.secret)

    def _claims_of_key(self, apikey: str) -> Claims:
        if apikey == self.publishable:
            return {"role": "anon"}
        if apikey == self.secret_key:
            return {"role": "service_role"}
        try:
            # A legacy key made in another second is another text; its signature and role count.
            claims = verify(apikey, self.secret)
        except ApiError:
            claims = {}
        if "role" not in claims or "sub" in claims:
            raise GatewayError(
                401,
                {
                    "message": "Invalid API key",
                    "hint": "Double check your Supabase `anon` or `service_role` API key.",
                },
            )
        return claims
