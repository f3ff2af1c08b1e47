// How a front end calls an operation with the types of `tryzore openapi --emit ts`.
import type { Operations, Problem } from "../tryzore";

/** Calls an operation that takes a query and answers JSON; throws the problem where there is one. */
async function call<Id extends "listClients" | "searchFrontDesk">(
  method: Operations[Id]["method"],
  path: Operations[Id]["path"],
  query: Operations[Id]["query"],
  token: string,
): Promise<Operations[Id]["response"]> {
  const parameters = new URLSearchParams(Object.entries(query ?? {}).map(([name, value]) => [name, String(value)]));
  const answer = await fetch(`${path}?${parameters}`, { method, headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok) throw (await answer.json()) as Problem;
  return answer.json();
}

/** The names and standing of everybody whose name begins so. */
export async function names(q: string, token: string): Promise<string[]> {
  const page = await call<"listClients">("GET", "/v1/clients", { q, status: ["active", "lead"], limit: 100 }, token);
  return page.data.map((client) => `${client.first_name} ${client.last_name} (${client.display_status})`);
}
