"""Files, uploaded the way a client does."""

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sandbox.tests.client import COFFEE
from sandbox.tests.messages.bodies import CLIP, FILES, PAPER, PICTURE, STICKER, VOICE

KINDS = {"image": PICTURE, "video": CLIP, "audio": VOICE, "document": PAPER, "sticker": STICKER}


def upload(meta, content, mime_type):
    fields = {"messaging_product": b"whatsapp", "type": mime_type.encode()}
    parts = [
        b'--edge\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % (name.encode(), value)
        for name, value in fields.items()
    ]
    parts.append(
        b'--edge\r\nContent-Disposition: form-data; name="file"; filename="file"\r\nContent-Type: '
        + mime_type.encode()
        + b"\r\n\r\n"
        + content
        + b"\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=edge"}
    answer = meta.call("POST", f"/v23.0/{COFFEE}/media", b"".join(parts) + b"--edge--\r\n", headers=headers)
    assert answer.status == 200, answer.raw
    return answer.json["id"]


def upload_all(meta):
    """kind → id"""
    return {kind: upload(meta, FILES[name][1], FILES[name][0]) for kind, name in KINDS.items()}


class FileServer:
    """The business's own files: path → its type and content; it counts how often each is asked for."""

    def __init__(self, files):
        asked = self.asked = Counter()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked[self.path] += 1
                mime_type, content = files.get(self.path, ("text/plain", b""))
                self.send_response(200 if self.path in files else 404)
                self.send_header("Content-Type", mime_type)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
