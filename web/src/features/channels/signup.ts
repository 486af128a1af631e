/** Meta's Embedded Signup: its script is loaded, its window opened, and what it says collected. */
import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import type { Signup, SignupIn } from "@/api/types";

export const signupQuery = queryOptions({
  queryKey: ["channels", "signup"],
  queryFn: () => unwrap(client.GET("/api/v1/channels/signup")),
  staleTime: Infinity,
});

interface Meta {
  init: (options: { appId: string; version: string; xfbml: boolean }) => void;
  login: (done: (answer: { authResponse: { code?: string } | null }) => void, options: object) => void;
}

declare global {
  interface Window { FB?: Meta }
}

/** Once per page; asked again after a failure. */
export function loadSdk({ app_id, graph_version, sdk_url }: Signup): Promise<Meta> {
  return new Promise((resolve, reject) => {
    const ready = () => {
      if (!window.FB) return reject(new Error("no SDK"));
      window.FB.init({ appId: app_id, version: graph_version, xfbml: false });
      resolve(window.FB);
    };
    if (window.FB) return ready();
    const script = Object.assign(document.createElement("script"), { src: sdk_url, async: true });
    script.onload = ready;
    script.onerror = () => { script.remove(); reject(new Error("no SDK")); };
    document.head.append(script);
  });
}

/** null when the person closed the window. Called from a click, or the browser keeps the window from opening. */
export function openSignup(meta: Meta, { config_id, sdk_url }: Signup): Promise<SignupIn | null> {
  return new Promise((resolve) => {
    const chosen: Partial<SignupIn> = {};
    const listen = ({ origin, data }: MessageEvent<unknown>) => {
      if (!isMetas(origin, sdk_url) || typeof data !== "string") return;
      const said = parsed(data);
      if (said?.type !== "WA_EMBEDDED_SIGNUP" || !said.event?.startsWith("FINISH")) return;
      Object.assign(chosen, { waba_id: said.data?.waba_id, phone_number_id: said.data?.phone_number_id });
    };
    window.addEventListener("message", listen);
    meta.login(({ authResponse }) => {
      window.removeEventListener("message", listen);
      const code = authResponse?.code;
      resolve(code && chosen.waba_id ? { code, waba_id: chosen.waba_id, ...(chosen.phone_number_id ? { phone_number_id: chosen.phone_number_id } : {}) } : null);
    }, { config_id, response_type: "code", override_default_response_type: true, extras: { setup: {}, featureType: "", version: "v4" } });
  });
}

function isMetas(origin: string, sdkUrl: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return origin === new URL(sdkUrl).origin || (protocol === "https:" && /(^|\.)facebook\.com$/.test(hostname));
}

interface Said {
  type?: string;
  event?: string;
  data?: { waba_id?: string; phone_number_id?: string };
}

function parsed(data: string): Said | null {
  try {
    return JSON.parse(data) as Said;
  } catch {
    return null;
  }
}
