/** One form's way to the server: busy, errors beside their fields, the rest as a sentence, focus on what is wrong. */
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ApiError } from "@/api/errors";
import { wasCancelled } from "./passkeys";
import { NotProved } from "./reauthentication-prompt";
import { sayError } from "./words";

export type FieldErrors = Readonly<Record<string, string>>;

interface Options {
  /** The fields this form shows; errors of others join the sentence above the form. */
  fields?: readonly string[];
  /** What can be said before asking the server. */
  check?: () => Record<string, string | undefined | false>;
  action: () => Promise<void>;
}

export function useSubmit({ fields = [], check, action }: Options) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [message, setMessage] = useState("");

  useEffect(() => {
    if (Object.keys(errors).length) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);

  function refuse(failure: unknown) {
    if (wasCancelled(failure) || failure instanceof NotProved) return;
    const said = failure instanceof ApiError ? failure.fields : {};
    const shown = Object.entries(said).filter(([name]) => fields.includes(name));
    const others = Object.entries(said).filter(([name]) => !fields.includes(name)).map(([, words]) => words);
    setErrors(Object.fromEntries(shown));
    setMessage(others.length ? others.join(" ") : shown.length ? "" : sayError(failure));
  }

  async function run(other: () => Promise<void> = action) {
    setBusy(true);
    setMessage("");
    setErrors({});
    try {
      await other();
    } catch (failure) {
      refuse(failure);
    } finally {
      setBusy(false);
    }
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    const found = Object.entries(check?.() ?? {}).flatMap(([name, words]) => (words ? [[name, words] as const] : []));
    setErrors(Object.fromEntries(found));
    setMessage("");
    if (!found.length) void run();
  }

  return { busy, errors, message, run, form: { ref: form, onSubmit, noValidate: true } };
}

export const looksLikeEmail = (text: string) => /^\S+@\S+\.\S+$/.test(text.trim());
