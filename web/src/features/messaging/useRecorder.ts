import { useEffect, useRef, useState } from "react";

const LONGEST_SECONDS = 15 * 60;

/** Records a voice note with whatever the browser has; the server makes of it what WhatsApp takes. */
export function useRecorder(onRecorded: (file: Blob) => void, onRefused: () => void) {
  const [seconds, setSeconds] = useState<number | null>(null);
  const recorder = useRef<MediaRecorder | null>(null);
  const isKept = useRef(true);
  const isRecording = seconds !== null;

  useEffect(() => {
    if (!isRecording) return;
    const timer = setInterval(() => setSeconds((passed) => (passed === null ? null : passed + 1)), 1000);
    return () => clearInterval(timer);
  }, [isRecording]);
  useEffect(() => {
    if (seconds !== null && seconds >= LONGEST_SECONDS) recorder.current?.stop();
  }, [seconds]);
  useEffect(() => () => {
    isKept.current = false;
    if (recorder.current?.state === "recording") recorder.current.stop();
  }, []);

  async function start() {
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return onRefused();
    }
    const parts: Blob[] = [];
    const made = new MediaRecorder(stream);
    isKept.current = true;
    made.ondataavailable = ({ data }) => parts.push(data);
    made.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      setSeconds(null);
      if (isKept.current && parts.length > 0) onRecorded(new Blob(parts, { type: made.mimeType }));
    };
    recorder.current = made;
    made.start();
    setSeconds(0);
  }

  return {
    seconds,
    start,
    stop: () => recorder.current?.stop(),
    cancel: () => {
      isKept.current = false;
      recorder.current?.stop();
    },
  };
}
