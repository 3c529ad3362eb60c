// What the server tells of several runs, as one question: hooks allow no list of them.

import type { RunDetail } from "../../../inspect/answers.js";
import { useAnswer } from "../source.js";

/** Details of any number of runs, none until they are there. */
export function useDetails(ids: readonly string[]): {
  readonly details: readonly RunDetail[];
  readonly error: string | null;
} {
  const { answer, error } = useAnswer<readonly RunDetail[]>(
    ids.length === 0 ? null : `/api/details?runs=${ids.join(",")}`,
  );
  return { details: answer ?? [], error };
}
