// Voice messages: recorded where the browser can, chosen as a file where it cannot.
import { icon } from "./icons.js";

const at = (id) => document.getElementById(id);
const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

export function recorder({ deliver, say }) {
  let running = null;
  let ticking = 0;
  at("record").append(icon("mic"));

  const show = (recording) => {
    at("recording").hidden = !recording;
    at("writing").hidden = recording;
    clearInterval(ticking);
  };
  const stop = (keep) => {
    if (!running) return;
    running.keep = keep;
    running.media.stop();
  };
  const start = async () => {
    if (!window.MediaRecorder || !navigator.mediaDevices) {
      at("audio-file").click();
      return;
    }
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      say("The microphone cannot be used. Choose a file instead: Attach, then Voice from a file.");
      return;
    }
    const type = TYPES.find((name) => MediaRecorder.isTypeSupported(name));
    const media = new MediaRecorder(stream, { mimeType: type });
    const parts = [];
    const begun = Date.now();
    running = { media, keep: false };
    media.addEventListener("dataavailable", (event) => parts.push(event.data));
    media.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      const kept = running.keep;
      running = null;
      show(false);
      at("record").focus();
      if (kept && parts.length) deliver(new Blob(parts, { type: media.mimeType }));
    });
    media.start();
    show(true);
    at("recording-time").textContent = "0:00";
    ticking = setInterval(() => {
      const seconds = Math.floor((Date.now() - begun) / 1000);
      at("recording-time").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }, 250);
    at("send-recording").focus();
  };

  at("record").addEventListener("click", start);
  at("send-recording").addEventListener("click", () => stop(true));
  at("drop-recording").addEventListener("click", () => stop(false));
}
