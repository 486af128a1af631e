"""The business's flow endpoint, with a key pair of its own; `answers` says what it replies."""

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sandbox.tests.client import signed

OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


class KeyPair:
    def __init__(self):
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = self.private.public_key()
        self.pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


class Endpoint:
    """Each request is kept as it was decrypted; None where it could not be."""

    def __init__(self, keys):
        self.keys = keys
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # One packet for head and body.
            wbufsize = 65536

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, content = endpoint.answer(body, self.headers.get("X-Hub-Signature-256"))
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/flow"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.clear()

    def clear(self):
        self.requests = []
        self.screens = {}
        self.status, self.plain, self.slow, self.garbled = 200, b"", 0.0, False

    def answer(self, body, proof):
        # A slow answer may end in a later test: it is kept where it began.
        kept = self.requests
        if proof != signed(body):
            return 432, b""
        if self.slow:
            time.sleep(self.slow)
        try:
            request, key, vector = self.open(json.loads(body))
        except ValueError:
            kept.append(None)
            return 421, b""
        kept.append(request)
        # The health check goes well whatever is set.
        if request["action"] == "ping":
            return 200, self.close({"data": {"status": "active"}}, key, vector)
        if self.status != 200:
            return self.status, self.plain
        if "error" in request["data"]:
            return 200, self.close({"data": {"acknowledged": True}}, key, vector)
        found = self.screens[request["action"], request.get("screen", "")]
        return 200, self.close(found, key, vector)

    def open(self, body):
        sealed, key, vector = (
            base64.b64decode(body[name])
            for name in ("encrypted_flow_data", "encrypted_aes_key", "initial_vector")
        )
        key = self.keys.private.decrypt(key, OAEP)
        assert (len(key), len(vector)) == (16, 16)
        return json.loads(AESGCM(key).decrypt(vector, sealed, None)), key, vector

    def close(self, content, key, vector):
        flipped = vector if self.garbled else bytes(octet ^ 0xFF for octet in vector)
        return base64.b64encode(AESGCM(key).encrypt(flipped, json.dumps(content).encode(), None))
