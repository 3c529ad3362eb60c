// Under which addresses a server can be opened: from this machine first, then from elsewhere.

import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { isLoopback } from "./admission.js";

const inUrl = (host: string) => (host.includes(":") ? `[${host}]` : host);

/** The addresses of this machine in its networks; those that hold on one link only cannot stand in a URL. */
function ownAddresses(withIPv6: boolean): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => !internal && (family === "IPv4" || withIPv6))
    .map(({ address }) => address)
    .filter((address) => !/^fe80:/i.test(address));
}

/**
 * @param bound - what the server listens on
 * @param names - names of this machine that are allowed besides
 * @param ending - what follows the port: path and token
 */
export function addressesOf(
  { address, port }: AddressInfo,
  names: readonly string[],
  ending: string,
): { url: string; elsewhere: string[] } {
  const isEverywhere = address === "0.0.0.0" || address === "::";
  const here = isEverywhere ? "127.0.0.1" : address;
  const others = [...names, ...(isEverywhere ? ownAddresses(address === "::") : [])];
  const url = (host: string) => `http://${inUrl(host)}:${port}${ending}`;
  return { url: url(here), elsewhere: others.filter((host) => !isLoopback(host)).map(url) };
}
