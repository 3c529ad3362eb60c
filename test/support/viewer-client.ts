// Requests to a viewer as any program could send them: fetch would not let the Host or the path be forged.

import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { byRows } from "../../src/core/columns.js";
import type { RunSummary } from "../../src/inspect/answers.js";
import type { Viewer } from "../../src/viewer/server/server.js";

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Sending {
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly body?: Uint8Array;
}

/** A body is an image unless its headers say otherwise. */
export function send(
  { url }: Pick<Viewer, "url">,
  path: string,
  { method = "GET", headers = method === "POST" ? { "content-type": "image/png" } : {}, body }: Sending = {},
): Promise<Reply> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: hostname.replace(/^\[|\]$/g, ""), port, path, method, headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** The list of all runs. */
export async function listOf(viewer: Pick<Viewer, "url">): Promise<readonly RunSummary[]> {
  return byRows<RunSummary>(JSON.parse((await send(viewer, "/api/runs")).body.toString()));
}
