// Why a server gave nothing, or no more, in plain words.

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the server refuses the connection",
  ENOTFOUND: "there is no server of that name",
  EAI_AGAIN: "the server's name cannot be looked up",
  ENETUNREACH: "there is no way to the server",
  EHOSTUNREACH: "there is no way to the server",
  ETIMEDOUT: "the server does not answer",
  UND_ERR_CONNECT_TIMEOUT: "the server does not answer",
  UND_ERR_HEADERS_TIMEOUT: "the server does not answer",
  UND_ERR_BODY_TIMEOUT: "the server sent nothing for long",
  ECONNRESET: "the connection broke off",
  EPIPE: "the connection broke off",
};

/** What an error of fetch means; what it says itself where we have no words for it. */
export function whyUnreachable(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  const code = cause?.code ?? "";
  if (Object.hasOwn(words, code)) return words[code];
  if (code.startsWith("UND_ERR_") || message === "terminated") return "the connection broke off";
  return cause?.message || code || message;
}
