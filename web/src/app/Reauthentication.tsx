import { Suspense, lazy } from "react";
import { usePrompt } from "./reauthentication-prompt";

const ReauthenticationModal = lazy(() => import("./ReauthenticationModal"));

/** Asks for the password or second factor again before something sensitive; its code is fetched when first needed. */
export function Reauthentication() {
  const prompt = usePrompt();
  if (!prompt) return null;
  return (
    <Suspense fallback={null}>
      <ReauthenticationModal prompt={prompt} />
    </Suspense>
  );
}
