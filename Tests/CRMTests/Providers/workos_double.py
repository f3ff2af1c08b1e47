"""A small WorkOS: what our server and the `workos` SDK use of its API, in memory. An environment for each client id C,
whose API key is sk_C and whose webhook secret is whsec_C.

Prints its port, and ends when its input does. Beside the API it has, for each environment:
  POST /test/C/sign-in   {"url": ..., "user": ID}   a person follows the authorization URL; answers what the browser gets
  POST /test/C/fault     {"fault": "authenticate_500"}
  GET  /test/C/webhooks                             each event so far as it is sent: body and signature
  GET  /test/C/calls                                what changed by which request
"""

import base64
import hashlib
import hmac
import json
import secrets
import sys
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

KEY = rsa.generate_private_key(65537, 2048)
ROLES = ("owner", "admin", "staff", "trainer", "member", "coach")
SELECTION = "urn:workos:oauth:grant-type:organization-selection"


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Refusal(Exception):
    def __init__(self, status, **body):
        self.status, self.body = status, body


class Environment:
    def __init__(self, client, base):
        self.client, self.base = client, base
        self.fault = None
        self.lock = threading.RLock()
        self.last = 0
        self.users, self.organizations, self.memberships, self.sessions = {}, {}, {}, {}
        self.codes, self.pending, self.refresh = {}, {}, {}
        self.events, self.calls, self.kept = [], [], {}

    def now(self):
        self.last = max(self.last + 1, int(time.time() * 1000))
        moment = datetime.fromtimestamp(self.last / 1000, timezone.utc)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{self.last % 1000:03d}Z"

    def tell(self, name, data):
        self.events.append({
            "object": "event", "id": f"event_{len(self.events):06d}{secrets.token_hex(4)}", "event": name,
            "data": json.loads(json.dumps(data)), "created_at": self.now()})

    def find(self, table, key):
        if key not in table:
            raise Refusal(404, message="Not found.", code="entity_not_found")
        return table[key]

    # Users

    def add_user(self, body):
        now = self.now()
        user = {
            "object": "user", "id": f"user_{secrets.token_hex(8)}", "email": body["email"],
            "email_verified": body.get("email_verified", False), "first_name": body.get("first_name"),
            "last_name": body.get("last_name"), "profile_picture_url": None, "external_id": body.get("external_id"),
            "metadata": {}, "last_sign_in_at": None, "locale": None, "created_at": now, "updated_at": now}
        self.users[user["id"]] = user
        self.tell("user.created", user)
        return 201, user

    def delete_user(self, key):
        user = self.find(self.users, key)
        for membership in [m for m in self.memberships.values() if m["user_id"] == key]:
            self.delete_membership(membership["id"])
        del self.users[key]
        self.tell("user.deleted", {**user, "updated_at": self.now()})
        return 200, None

    # Organizations

    def add_organization(self, body):
        if body.get("external_id") and any(o["external_id"] == body["external_id"] for o in self.organizations.values()):
            raise Refusal(400, message="Taken.", code="external_id_already_used")
        if not body.get("name"):
            raise Refusal(422, message="Invalid.", code="invalid_request_parameters", errors=[{"code": "required", "field": "name"}])
        now = self.now()
        organization = {
            "object": "organization", "id": f"org_{secrets.token_hex(8)}", "name": body["name"], "domains": [],
            "metadata": {}, "external_id": body.get("external_id"), "allow_profiles_outside_organization": False,
            "created_at": now, "updated_at": now}
        self.organizations[organization["id"]] = organization
        self.tell("organization.created", organization)
        return 201, organization

    def change_organization(self, key, body):
        organization = self.find(self.organizations, key)
        organization.update({name: body[name] for name in ("name", "external_id") if name in body}, updated_at=self.now())
        self.tell("organization.updated", organization)
        return 200, organization

    def delete_organization(self, key):
        organization = self.find(self.organizations, key)
        del self.organizations[key]
        self.tell("organization.deleted", {**organization, "updated_at": self.now()})
        return 200, None

    # Memberships

    def add_membership(self, body):
        user, organization = self.find(self.users, body["user_id"]), self.find(self.organizations, body["organization_id"])
        if any(m["user_id"] == user["id"] and m["organization_id"] == organization["id"] for m in self.memberships.values()):
            raise Refusal(409, message="Already a member.", code="entity_already_exists")
        role = body.get("role_slug", "member")
        if role not in ROLES:
            raise Refusal(422, message="No such role.", code="invalid_role")
        now = self.now()
        membership = {
            "object": "organization_membership", "id": f"om_{secrets.token_hex(8)}", "user_id": user["id"],
            "organization_id": organization["id"], "organization_name": organization["name"], "status": "active",
            "directory_managed": False, "custom_attributes": {}, "role": {"slug": role}, "roles": [{"slug": role}],
            "user": user, "created_at": now, "updated_at": now}
        self.memberships[membership["id"]] = membership
        self.tell("organization_membership.created", membership)
        return 201, membership

    def change_membership(self, key, body=None, status=None):
        membership = self.find(self.memberships, key)
        role = (body or {}).get("role_slug", membership["role"]["slug"])
        if role not in ROLES:
            raise Refusal(422, message="No such role.", code="invalid_role")
        membership.update(role={"slug": role}, roles=[{"slug": role}], status=status or membership["status"], updated_at=self.now())
        self.tell("organization_membership.updated", membership)
        return 200, membership

    def delete_membership(self, key):
        membership = self.find(self.memberships, key)
        del self.memberships[key]
        self.tell("organization_membership.deleted", {**membership, "updated_at": self.now()})
        return 200, None

    # Signing in

    def sign_in(self, order):
        query = {name: values[0] for name, values in parse_qs(urlsplit(order["url"]).query).items()}
        if (query["response_type"], query["client_id"], query["provider"]) != ("code", self.client, "authkit"):
            raise Refusal(400, error="invalid_request")
        code = secrets.token_urlsafe(16)
        self.codes[code] = (order["user"], query.get("code_challenge"))
        return 200, {"code": code, "state": query["state"]}

    def authenticate(self, body):
        if (body.get("client_id"), body.get("client_secret")) != (self.client, f"sk_{self.client}"):
            raise Refusal(400, error="invalid_client", error_description="Invalid client ID.")
        grant, organization = body.get("grant_type"), body.get("organization_id")
        if grant == "authorization_code":
            user, challenge = self.codes.pop(body.get("code"), (None, None))
            verifier = b64(hashlib.sha256(body.get("code_verifier", "").encode()).digest())
            if user is None or challenge and challenge != verifier:
                raise Refusal(400, error="invalid_grant", error_description="The code is invalid.")
            session = self.open(user)
        elif grant == "refresh_token":
            # Good for one exchange.
            session = self.refresh.pop(body.get("refresh_token"), None)
            if session is None or self.sessions[session]["status"] != "active":
                raise Refusal(400, error="invalid_grant", error_description="The refresh token is invalid.")
            user = self.sessions[session]["user_id"]
            if organization and not self.belongs(user, organization):
                raise Refusal(400, error="invalid_grant", error_description="No such organization.")
            organization = organization or self.sessions[session]["organization_id"]
            return self.answer(user, session, organization)
        elif grant == SELECTION:
            user = self.pending.pop(body.get("pending_authentication_token"), None)
            if user is None or not self.belongs(user, organization):
                raise Refusal(400, code="invalid_organization_id", message="No such organization.")
            return self.answer(user, self.open(user, organization), organization)
        elif grant == "password":
            found = [u["id"] for u in self.users.values() if u["email"] == body.get("email")]
            if not found or body.get("password") != "correct horse":
                raise Refusal(400, code="invalid_credentials", message="Invalid credentials.")
            user = found[0]
            session = self.open(user)
        else:
            raise Refusal(400, error="unsupported_grant_type", error_description="Unsupported.")
        if self.fault == "email_verification":
            raise Refusal(403, code="email_verification_required", message="Verify.", pending_authentication_token="p", email="ada@example.com")
        organizations = [self.organizations[m["organization_id"]] for m in self.memberships.values() if m["user_id"] == user]
        if len(organizations) > 1:
            token = secrets.token_urlsafe(8)
            self.pending[token] = user
            raise Refusal(
                403, code="organization_selection_required", message="Choose.", pending_authentication_token=token,
                organizations=[{"id": o["id"], "name": o["name"]} for o in organizations], user=self.users[user])
        return self.answer(user, session, organizations[0]["id"] if organizations else None)

    def belongs(self, user, organization):
        return any(
            (m["user_id"], m["organization_id"], m["status"]) == (user, organization, "active") for m in self.memberships.values())

    def open(self, user, organization=None):
        session = f"session_{secrets.token_hex(8)}"
        now = self.now()
        self.sessions[session] = {
            "object": "session", "id": session, "user_id": user, "organization_id": organization, "status": "active",
            "auth_method": "password", "ip_address": None, "user_agent": None, "expires_at": now, "ended_at": None,
            "created_at": now, "updated_at": now}
        self.tell("session.created", self.sessions[session])
        return session

    def revoke(self, body):
        session = self.sessions.get(body.get("session_id"))
        if session is None:
            raise Refusal(400, message="No such session.")
        if session["status"] == "active":
            session.update(status="revoked", updated_at=self.now())
            self.tell("session.revoked", session)
        return 200, None

    def answer(self, user, session, organization):
        now = int(time.time())
        claims = {"iss": self.base, "sub": user, "sid": session, "jti": secrets.token_hex(8), "exp": now + 300, "iat": now}
        if organization:
            self.sessions[session]["organization_id"] = organization
            claims["org_id"] = organization
        claims.update({
            "issuer": {"iss": "https://other.example"}, "slash": {"iss": self.base + "/"}, "subject": {"sub": "user_other"},
            "no_sid": {"sid": None}, "expired": {"exp": now - 61}}.get(self.fault, {}))
        head = {"alg": "RS256", "kid": f"sso_oidc_key_pair_{self.client}"}
        if self.fault == "kid":
            head["kid"] = "another"
        text = ".".join(b64(json.dumps(part).encode()) for part in (head, {k: v for k, v in claims.items() if v is not None}))
        token = text + "." + b64(KEY.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))
        if self.fault == "signature":
            token = token[:-8] + "AAAAAAAA"
        refresh = secrets.token_urlsafe(16)
        self.refresh[refresh] = session
        answer = {
            "user": self.users[user], "organization_id": organization, "access_token": token, "refresh_token": refresh,
            "authentication_method": "Password"}
        if self.fault == "impersonator":
            answer["impersonator"] = {"email": "support@example.com", "reason": "help"}
        if self.fault == "no_token":
            del answer["access_token"]
        return 200, answer

    # Lists

    def page(self, items, query):
        # Events in the order in which they happened; `after` is the id of the last one that was seen.
        ids = [item["id"] for item in items]
        if "range_start" in query:
            items = [item for item in items if item["created_at"] >= query["range_start"]]
        if "after" in query:
            items = items[ids.index(query["after"]) + 1:] if query["after"] in ids else []
        limit = int(query.get("limit", 10))
        shown = items[:limit]
        after = shown[-1]["id"] if len(items) > limit else None
        return 200, {"object": "list", "data": shown, "list_metadata": {"before": None, "after": after}}

    def list_memberships(self, query):
        if "user_id" not in query and "organization_id" not in query:
            raise Refusal(400, code="missing_user_id_or_organization_id", message="One of them.")
        statuses = query.get("statuses", "active").split(",")
        return self.page([
            m for m in self.memberships.values() if m["status"] in statuses
            and all(m[name] == query[name] for name in ("user_id", "organization_id") if name in query)], query)

    def list_events(self, query):
        if not query.get("events"):
            raise Refusal(422, message="Invalid.", errors=[{"code": "required", "field": "events"}])
        # A cursor may be of an event that the filter leaves out by now.
        wanted = query["events"].split(",")
        return self.page([e for e in self.events if e["event"] in wanted], query)

    def webhooks(self):
        signed = []
        for event in self.events:
            body = json.dumps(event)
            stamp = str(int(time.time() * 1000))
            mac = hmac.new(f"whsec_{self.client}".encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
            signed.append({"event": event["event"], "body": body, "signature": f"t={stamp}, v1={mac}"})
        return 200, {"data": signed}

    def keys(self):
        n = KEY.public_key().public_numbers()
        return 200, {"keys": [{
            "alg": "RS256", "kty": "RSA", "use": "sig", "kid": f"sso_oidc_key_pair_{self.client}", "x5c": [],
            "n": b64(n.n.to_bytes(256, "big")), "e": b64(n.e.to_bytes(3, "big"))}]}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    environments = {}
    lock = threading.Lock()

    def log_message(self, *_):
        pass

    def environment(self, client):
        with self.lock:
            base = f"http://127.0.0.1:{self.server.server_port}"
            return self.environments.setdefault(client, Environment(client, base))

    def handle_request(self):
        url = urlsplit(self.path)
        path = url.path.strip("/").split("/")
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw) if raw else {}
            if path[0] == "test":
                environment, closed = self.environment(path[1]), False
            elif path[:2] == ["sso", "jwks"]:
                environment, closed = self.environment(path[2]), False
            elif path == ["user_management", "authenticate"]:
                environment, closed = self.environment(body.get("client_id", "")), False
            else:
                login = self.headers.get("Authorization", "")
                if not login.startswith("Bearer sk_"):
                    raise Refusal(401, message="Unauthorized")
                environment, closed = self.environment(login.removeprefix("Bearer sk_")), True
            if environment.fault == "unauthorized" and closed:
                raise Refusal(401, message="Unauthorized")
            if environment.fault == "down" and path[0] != "test":
                raise Refusal(503, message="Later.")
            with environment.lock:
                status, answer = self.perform(environment, path, query, body, closed)
        except Refusal as refusal:
            status, answer = refusal.status, refusal.body
        if path[0] != "test" and answer is not None:
            fault = self.environment(path[2]).fault if path[:2] == ["sso", "jwks"] else environment.fault if "environment" in locals() else None
            if fault == "not_json":
                return self.reply(status, b"<html>")
            if fault == "list":
                return self.reply(status, b"[]")
        self.reply(status, b"" if answer is None else json.dumps(answer).encode())

    do_GET = do_POST = do_PUT = do_DELETE = handle_request

    def reply(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Request-ID", secrets.token_hex(8))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def perform(self, env, path, query, body, closed):
        verb = self.command
        key = self.headers.get("Idempotency-Key")
        if verb == "POST" and key and (key, self.path) in env.kept:
            return env.kept[key, self.path]
        if verb != "GET" and closed:
            env.calls.append(f"{verb} /{'/'.join(path)}")
        answer = self.route(env, verb, path, query, body)
        if verb == "POST" and key and closed:
            env.kept[key, self.path] = answer
        return answer

    def route(self, env, verb, path, query, body):
        match [verb, *path]:
            case ["POST", "test", _, "sign-in"]:
                return env.sign_in(body)
            case ["POST", "test", _, "fault"]:
                env.fault = body["fault"]
                return 200, {}
            case ["GET", "test", _, "webhooks"]:
                return env.webhooks()
            case ["GET", "test", _, "calls"]:
                return 200, {"data": env.calls}
            case ["GET", "sso", "jwks", _]:
                return env.keys()
            case ["POST", "user_management", "authenticate"]:
                return env.authenticate(body)
            case ["POST", "user_management", "sessions", "revoke"]:
                return env.revoke(body)
            case ["GET", "user_management", "users", key, "sessions"]:
                return env.page([s for s in env.sessions.values() if s["user_id"] == key], query)
            case ["POST", "user_management", "users"]:
                return env.add_user(body)
            case ["GET", "user_management", "users", key]:
                return 200, env.find(env.users, key)
            case ["DELETE", "user_management", "users", key]:
                return env.delete_user(key)
            case ["POST", "organizations"]:
                return env.add_organization(body)
            case ["GET", "organizations"]:
                return env.page(list(env.organizations.values()), query)
            case ["GET", "organizations", "external_id", external]:
                found = [o for o in env.organizations.values() if o["external_id"] == external]
                if not found:
                    raise Refusal(404, message="Not found.")
                return 200, found[0]
            case ["GET", "organizations", key]:
                return 200, env.find(env.organizations, key)
            case ["PUT", "organizations", key]:
                return env.change_organization(key, body)
            case ["DELETE", "organizations", key]:
                return env.delete_organization(key)
            case ["POST", "user_management", "organization_memberships"]:
                return env.add_membership(body)
            case ["GET", "user_management", "organization_memberships"]:
                return env.list_memberships(query)
            case ["PUT", "user_management", "organization_memberships", key, "deactivate"]:
                return env.change_membership(key, status="inactive")
            case ["PUT", "user_management", "organization_memberships", key, "reactivate"]:
                return env.change_membership(key, status="active")
            case ["PUT", "user_management", "organization_memberships", key]:
                return env.change_membership(key, body)
            case ["DELETE", "user_management", "organization_memberships", key]:
                return env.delete_membership(key)
            case ["GET", "events"]:
                return env.list_events(query)
        raise Refusal(404, message="Not found.")


def start():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


if __name__ == "__main__":
    print(start().server_port, flush=True)
    sys.stdin.read()
