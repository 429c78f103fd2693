/**
 * What every response says, for Hono's middleware of secure headers: nothing from elsewhere runs here, and nothing here is for
 * elsewhere. Whether a host is to be reached by https only is not for this server to say: it does not speak it.
 */
export const SAFETY = {
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
    workerSrc: ["'self'"],
    connectSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", "data:", "blob:"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  strictTransportSecurity: false,
  xFrameOptions: "DENY",
};
