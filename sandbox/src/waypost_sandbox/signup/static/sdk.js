// Stands for connect.facebook.net/en_US/sdk.js: `FB.init` and `FB.login` with Embedded Signup.
(() => {
  const home = new URL(document.currentScript.src).origin;
  let app = "";
  window.FB = {
    init: ({ appId }) => { app = appId; },
    login: (callback, { config_id: config }) => {
      const query = new URLSearchParams({ app_id: app, config_id: config, opener: window.location.origin });
      const opened = window.open(`${home}/embedded-signup?${query}`, "_blank", "width=600,height=700");
      const done = (answer) => {
        window.removeEventListener("message", listen);
        clearInterval(watch);
        callback(answer);
      };
      const listen = ({ origin, data }) => {
        if (origin === home && data?.type === "sandbox_login") done({ status: "connected", authResponse: { code: data.code } });
      };
      const watch = setInterval(() => { if (!opened || opened.closed) done({ status: "unknown", authResponse: null }); }, 500);
      window.addEventListener("message", listen);
    },
  };
  window.fbAsyncInit?.();
})();
