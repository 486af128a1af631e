import { sayExactly, sayWhen } from "./dates";

export function When({ at }: { at: string }) {
  return <time dateTime={at} title={sayExactly(at)}>{sayWhen(at)}</time>;
}
