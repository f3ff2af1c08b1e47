#!/usr/bin/env python3
"""A mail server for tests: prints its ports, then a JSON line for each message it took, until its input ends.

What it does with a message is the receiver's name: accept, busy (4xx), unknown (5xx), spam (5xx after the text),
drop (goes away after the text), hang (never answers RCPT), mute (5xx, and never answers
QUIT). What a message contains is Python's own reading of it.
"""
import asyncio
import json
import socket
import ssl
import subprocess
import sys
import tempfile
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        match address.split("@")[0]:
            case "hang":
                await asyncio.Event().wait()
            case "busy":
                return f"450 4.2.0 <{address}>: try again later"
            case "mute":
                session.is_mute = True
                return "550 5.1.1 no"
            case "unknown":
                return f"550-5.1.1 <{address}>:\r\n550 5.1.1 nobody called unknown"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_QUIT(self, server, session, envelope):
        if getattr(session, "is_mute", False):
            await asyncio.Event().wait()
        return "221 bye"

    async def handle_DATA(self, server, session, envelope):
        match envelope.rcpt_tos[0].split("@")[0]:
            case "spam":
                return "554 5.7.1 not in this house"
            case "drop":
                server.transport.abort()
                return "250 nobody reads this"
        print(json.dumps(read(envelope, session, server)), flush=True)
        return f"250 2.0.0 taken for <{envelope.rcpt_tos[0]}> as 4711"


def read(envelope, session, server):
    message = message_from_bytes(envelope.content, policy=policy.default)
    sender = message_from_bytes(envelope.content, policy=policy.compat32)["from"]
    defects = [str(defect) for part in message.walk() for defect in part.defects]
    defects += [f"{name}: {defect}" for name, value in message.items() for defect in value.defects]
    return {
        "from": envelope.mail_from,
        "to": envelope.rcpt_tos,
        "is_encrypted": session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None,
        "login": session.auth_data.login.decode() if session.auth_data else None,
        "headers": {name: str(value) for name, value in message.items()},
        # Python's newer parser puts spaces between the encoded words of a name.
        "names": [str(make_header(decode_header(name))) for name, _ in getaddresses([sender])],
        "defects": defects,
        "parts": [
            {"type": part.get_content_type(), "charset": part.get_content_charset(), "text": part.get_content()}
            for part in message.iter_parts()
        ],
        "longest_line": max(len(line) for line in envelope.content.split(b"\r\n")),
        "is_ascii": envelope.content.isascii(),
    }


def certificate(folder):
    """Self-signed, for this machine's names."""
    path = f"{folder}/certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", f"{folder}/key.pem", "-out", path],
        check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path, f"{folder}/key.pem")
    return path, context


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.password == b"p@ss/w\xc3\xb6rd", handled=False, auth_data=data)


async def refuse(reader, writer):
    writer.write(b"554 5.3.2 no mail service here\r\n")
    await writer.drain()
    await reader.read()
    writer.close()


async def main(folder):
    loop = asyncio.get_running_loop()
    path, context = certificate(folder)

    async def listen(tls=None, **options):
        server = await loop.create_server(
            lambda: SMTP(Handler(), hostname="sink.test", loop=loop, **options), "127.0.0.1", 0, ssl=tls)
        return server.sockets[0].getsockname()[1]

    refusing = await asyncio.start_server(refuse, "127.0.0.1", 0)
    # The system accepts for it, and nobody ever says a word.
    silent = socket.create_server(("127.0.0.1", 0))
    # Bound and not listening: connections are refused, and nobody else gets the port.
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    print(json.dumps({
        "certificate": path,
        "plain": await listen(),
        "starttls": await listen(tls_context=context, require_starttls=True),
        "tls": await listen(tls=context),
        "login": await listen(authenticator=authenticate, auth_required=True, auth_require_tls=False),
        "refusing": refusing.sockets[0].getsockname()[1],
        "silent": silent.getsockname()[1],
        "closed": closed.getsockname()[1],
    }), flush=True)
    ended = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), ended.set)
    await ended.wait()


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(main(folder))
