"""A tiny OpenID provider that lies on request. The first path element is a tenant with keys and codes of its own.

Prints its port, and ends when its input does. Beside the protocol it has, for each tenant:
  POST /T/fault    {"fault": "wrong_nonce"}        what it does wrong from now on
  POST /T/sign-in  {"url": ..., "claims": {...}}   a person follows the authorization URL; answers what the browser gets
  POST /T/rotate                                   signs by another key from now on
  GET  /T/counts                                   how often its documents were fetched
"""

import base64
import hashlib
import hmac
import json
import secrets
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

CLIENT, SECRET = "gym/client", "s3cret+&="
RSA = rsa.generate_private_key(65537, 2048)
OTHER_RSA = rsa.generate_private_key(65537, 2048)
WEAK_RSA = rsa.generate_private_key(65537, 1024)
EC = {256: ec.SECP256R1(), 384: ec.SECP384R1(), 521: ec.SECP521R1()}
EC_KEYS = {size: ec.generate_private_key(curve) for size, curve in EC.items()}
ED = ed25519.Ed25519PrivateKey.generate()
HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, size=None):
    return b64(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def public(key, kid, **more):
    if isinstance(key, rsa.RSAPrivateKey):
        n = key.public_key().public_numbers()
        return {"kty": "RSA", "kid": kid, "use": "sig", "n": number(n.n), "e": number(n.e), **more}
    if isinstance(key, ed25519.Ed25519PrivateKey):
        raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": b64(raw), **more}
    n = key.public_key().public_numbers()
    size = (key.curve.key_size + 7) // 8
    return {"kty": "EC", "crv": f"P-{key.curve.key_size}", "kid": kid, "x": number(n.x, size), "y": number(n.y, size), **more}


def sign(key, algorithm, text):
    if algorithm == "none":
        return b""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(text)
    if algorithm == "HS256":
        pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        return hmac.digest(pem, text, "sha256")
    digest = HASHES[algorithm[2:]]
    if algorithm.startswith("RS"):
        return key.sign(text, padding.PKCS1v15(), digest)
    if algorithm.startswith("PS"):
        return key.sign(text, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
    r, s = decode_dss_signature(key.sign(text, ec.ECDSA(digest)))
    size = (key.curve.key_size + 7) // 8
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


class Tenant:
    def __init__(self, base):
        self.issuer = base
        self.fault = None
        self.key, self.kid = RSA, "key-1"
        self.codes = {}
        self.users = {}
        self.counts = {"discovery": 0, "keys": 0, "token": 0}

    def keys(self):
        keys = [public(self.key, self.kid)]
        if self.fault in ("two_keys_no_kid", "no_kid_other_kind"):
            keys.append(public(OTHER_RSA if self.fault == "two_keys_no_kid" else EC_KEYS[256], "key-2"))
        if self.fault == "weak_key":
            keys = [public(WEAK_RSA, "key-1")]
        if self.fault == "key_for_encryption":
            keys = [public(RSA, "key-1", use="enc")]
        if self.fault == "shared_secret_key":
            keys = [{"kty": "oct", "kid": "key-1", "k": b64(b"secret" * 8), "alg": "HS256"}]
        if self.fault == "no_kid":
            del keys[0]["kid"]
        if self.fault == "strange_keys":
            keys = [{"kty": "RSA", "n": 3, "e": None}, {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, 7, *keys]
        if self.fault and self.fault.startswith("good_"):
            algorithm = self.fault.removeprefix("good_")
            key = ED if algorithm == "EdDSA" else EC_KEYS[521 if algorithm == "ES512" else int(algorithm[2:])] \
                if algorithm.startswith("ES") else RSA
            keys = [public(key, "key-1", alg=algorithm)]
        return {"keys": keys}

    def id_token(self, code, access_token):
        fault, now = self.fault, int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": code["nonce"],
            "at_hash": b64(hashlib.sha256(access_token.encode()).digest()[:16]), **code["claims"]}
        header = {"alg": "RS256", "kid": self.kid, "typ": "JWT"}
        key = self.key
        changes = {
            "wrong_nonce": {"nonce": "another"}, "no_nonce": {"nonce": None}, "nonce_number": {"nonce": 7},
            "wrong_issuer": {"iss": self.issuer + "/"}, "no_issuer": {"iss": None},
            "wrong_audience": {"aud": "somebody"}, "no_audience": {"aud": None}, "audience_object": {"aud": {"a": CLIENT}},
            "audiences_without_azp": {"aud": [CLIENT, "somebody"]},
            "wrong_azp": {"aud": [CLIENT, "somebody"], "azp": "somebody"}, "wrong_azp_alone": {"azp": "somebody"},
            "azp_number": {"azp": 7},
            "expired": {"exp": now - 3600}, "no_exp": {"exp": None}, "exp_text": {"exp": str(now + 300)},
            "exp_huge": {"exp": 1e300}, "exp_negative": {"exp": -1},
            "not_before_future": {"nbf": now + 3600}, "nbf_text": {"nbf": "soon"}, "issued_in_future": {"iat": now + 3600},
            "no_iat": {"iat": None},
            "no_sub": {"sub": None}, "sub_number": {"sub": 7}, "sub_empty": {"sub": ""}, "sub_long": {"sub": "x" * 256},
            "sub_zero": {"sub": "a\0b"},
            "wrong_at_hash": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "at_hash_number": {"at_hash": 7},
            "audience_array": {"aud": [CLIENT]}, "azp_right": {"aud": [CLIENT, "somebody"], "azp": CLIENT},
            "clock_behind": {"iat": now + 30, "nbf": now + 30}, "clock_ahead": {"exp": now - 30}, "no_at_hash": {"at_hash": None},
        }.get(fault, {})
        claims = {name: value for name, value in {**claims, **changes}.items() if value is not None}
        if fault == "user_info":
            claims = {name: value for name, value in claims.items() if name not in ("email", "email_verified")}
        if fault == "user_info_of_another":
            claims = {name: value for name, value in claims.items() if name != "email"}
        if fault in ("alg_none", "alg_None"):
            header = {"alg": fault.removeprefix("alg_"), "kid": self.kid}
        if fault in ("hs256", "shared_secret_key"):
            header["alg"] = "HS256"
        if fault == "unknown_kid":
            header["kid"] = f"key-{secrets.token_hex(4)}"
        if fault == "kid_number":
            header["kid"] = 7
        if fault in ("two_keys_no_kid", "no_kid", "no_kid_other_kind"):
            del header["kid"]
        if fault == "crit":
            header["crit"] = ["exp"]
        if fault == "another_key":
            key = OTHER_RSA
        if fault == "key_in_header":
            key = OTHER_RSA
            header["jwk"] = public(OTHER_RSA, self.kid)
        if fault == "weak_key":
            key = WEAK_RSA
        if fault and fault.startswith("good_"):
            header["alg"] = algorithm = fault.removeprefix("good_")
            if algorithm == "EdDSA":
                key = ED
            elif algorithm.startswith("ES"):
                key = EC_KEYS[521 if algorithm == "ES512" else int(algorithm[2:])]
            digest = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512, "DSA": hashlib.sha512}[algorithm[-3:]]
            half = digest(access_token.encode()).digest()
            claims["at_hash"] = b64(half[:len(half) // 2])
        body = json.dumps(claims)
        if fault == "duplicate_claims":
            body = body[:-1] + ', "sub": "somebody else"}'
        if fault == "claims_no_object":
            body = "[]"
        head = json.dumps(header)
        if fault == "duplicate_header":
            head = '{"alg": "none", ' + head[1:]
        text = b64(head.encode()) + "." + b64(body.encode())
        signature = sign(key, header["alg"] if header["alg"] != "None" else "none", text.encode())
        if fault == "cut_signature":
            signature = signature[:-1]
        token = text + "." + b64(signature)
        return {"four_parts": token + ".x", "two_parts": text, "padded": token + "=", "long_token": token + "A" * 40_000}.get(fault, token)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    tenants = {}
    lock = threading.Lock()

    def log_message(self, *_):
        pass

    def tenant(self):
        path = urlsplit(self.path).path.split("/")
        with self.lock:
            base = f"http://127.0.0.1:{self.server.server_port}/{path[1]}"
            return self.tenants.setdefault(path[1], Tenant(base)), "/".join(path[2:])

    def answer(self, value, status=200, **headers):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(body)

    def misbehave(self, fault, where):
        """What can go wrong with any answer; true if it did."""
        if fault == f"{where}_500":
            self.answer({"error": "server_error"}, 500)
        elif fault == f"{where}_429":
            self.answer({"error": "slow_down"}, 429)
        elif fault == f"{where}_redirect":
            self.answer(b"", 302, Location=f"http://127.0.0.1:{self.server.server_port}/elsewhere/{where}")
        elif fault == f"{where}_not_json":
            self.answer(b"<html>hello</html>", 200)
        elif fault == f"{where}_array":
            self.answer([])
        elif fault == f"{where}_duplicate":
            self.answer(b'{"issuer": "a", "issuer": "b", "id_token": "a", "id_token": "b", "keys": [], "keys": []}')
        elif fault == f"{where}_deep":
            self.answer(b"[" * 100_000)
        elif fault == f"{where}_huge":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                for _ in range(64):
                    self.wfile.write(b" " * (1 << 20))
            except OSError:
                pass
            self.close_connection = True
        elif fault == f"{where}_half":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"id_token":')
            self.close_connection = True
        elif fault == f"{where}_silent":
            # Until whoever asks gives up.
            self.connection.recv(1)
            self.close_connection = True
        else:
            return False
        return True

    def do_GET(self):
        tenant, path = self.tenant()
        fault = tenant.fault
        if path == "counts":
            return self.answer(tenant.counts)
        if path == ".well-known/openid-configuration":
            tenant.counts["discovery"] += 1
            return self.misbehave(fault, "discovery") or self.answer(self.discovery(tenant, fault))
        if path == "keys":
            with self.lock:
                tenant.counts["keys"] += 1
            return self.misbehave(fault, "keys") or self.answer(tenant.keys())
        if path == "user" and self.headers["Authorization"] in tenant.users:
            claims = tenant.users[self.headers["Authorization"]]
            return self.answer({**claims, "sub": "somebody else"} if fault == "user_info_of_another" else claims)
        self.answer({"error": "not_found"}, 404)

    def discovery(self, tenant, fault):
        base = tenant.issuer
        document = {
            "issuer": base, "authorization_endpoint": f"{base}/authorize?prompt=login", "token_endpoint": f"{base}/token",
            "jwks_uri": f"{base}/keys", "userinfo_endpoint": f"{base}/user",
            "token_endpoint_auth_methods_supported": ["client_secret_post" if fault == "post_login" else "client_secret_basic"],
            "authorization_response_iss_parameter_supported": fault != "no_iss_parameter"}
        document.update({
            "discovery_issuer": {"issuer": base + "/"}, "discovery_issuer_number": {"issuer": 7},
            "discovery_plain_endpoint": {"token_endpoint": "http://example.com/token"},
            "discovery_file_endpoint": {"jwks_uri": "file:///etc/passwd"},
            "discovery_login_endpoint": {"token_endpoint": "https://me:secret@example.com/token"},
            "discovery_no_endpoint": {"authorization_endpoint": None},
            "discovery_endpoint_number": {"authorization_endpoint": 7}}.get(fault, {}))
        return document

    def do_POST(self):
        tenant, path = self.tenant()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if path == "fault":
            tenant.fault = json.loads(body)["fault"]
            return self.answer({})
        if path == "rotate":
            tenant.key, tenant.kid = OTHER_RSA, "key-2"
            return self.answer({})
        if path == "sign-in":
            return self.sign_in(tenant, json.loads(body))
        if path == "token":
            return self.token(tenant, {name: values[0] for name, values in parse_qs(body.decode()).items()})
        self.answer({"error": "not_found"}, 404)

    def sign_in(self, tenant, order):
        query = {name: values[0] for name, values in parse_qs(urlsplit(order["url"]).query).items()}
        if (query["response_type"], query["client_id"], query["code_challenge_method"]) != ("code", CLIENT, "S256"):
            return self.answer({"error": "invalid_request"}, 400)
        code = secrets.token_urlsafe(16)
        tenant.codes[code] = {
            "nonce": query["nonce"], "challenge": query["code_challenge"], "redirect": query["redirect_uri"],
            "claims": order["claims"]}
        answer = {"code": code, "state": query["state"]}
        if tenant.fault != "no_iss_parameter":
            answer["iss"] = tenant.issuer
        self.answer(answer)

    def token(self, tenant, form):
        tenant.counts["token"] += 1
        fault = tenant.fault
        if self.misbehave(fault, "token"):
            return
        # RFC 6749 section 2.3.1: both halves are encoded as in a form.
        login = "Basic " + base64.b64encode(b"gym%2Fclient:s3cret%2B%26%3D").decode()
        if fault == "post_login":
            known = "Authorization" not in self.headers and (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        else:
            known = self.headers["Authorization"] == login
        if not known or fault == "client_refused":
            return self.answer({"error": "invalid_client"}, 401)
        with self.lock:
            code = tenant.codes.pop(form.get("code"), None)
        challenge = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if fault == "pkce":
            challenge = "another"
        if code is None or form.get("grant_type") != "authorization_code" or form.get("redirect_uri") != code["redirect"] \
                or challenge != code["challenge"]:
            return self.answer({"error": "invalid_grant", "error_description": "ada@example.com may not"}, 400)
        if fault == "error_not_json":
            return self.answer(b"no", 400)
        access_token = secrets.token_urlsafe(16)
        tenant.users[f"Bearer {access_token}"] = code["claims"]
        answer = {"access_token": access_token, "token_type": "Bearer", "id_token": tenant.id_token(code, access_token)}
        if fault == "no_id_token":
            del answer["id_token"]
        if fault == "id_token_number":
            answer["id_token"] = 7
        self.answer(answer)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
