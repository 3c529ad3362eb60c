// What is known of the units of a layer: the run's own numbers, and how often each unit comes again in
// other seeds, and which have a star.

import { useMemo } from "preact/hooks";
import { featureKey } from "../../../core/annotation.js";
import type { AtomMapAnswer, LayerAnswer, MatchAnswer, RunDetail } from "../../../inspect/answers.js";
import { annotationsOf } from "../annotations.js";
import { route } from "../route.js";
import { isReport, runPath, useAnswer } from "../source.js";

/** Units of a layer that are matched without being asked for: it takes the third power of their number. */
const MOST_MATCHED = 600;

/** Where the matches of a run's features in other seeds of its sweep are; null where it has none, or they would take long. */
export function seedsPath({ summary, seeds, layers }: RunDetail, layer: number): string | null {
  const units = layers[layer - 1]?.units ?? 0;
  if (seeds.length === 0 || units === 0 || units > MOST_MATCHED) return null;
  return `/api/match?runs=${[summary.id, ...seeds].join(",")}&layer=${layer}`;
}

/** The answer about a layer, with the stability of its units where other seeds are known; null until it is there. */
export function useLayer(detail: RunDetail, layer: number): LayerAnswer | null {
  const own = useAnswer<LayerAnswer>(runPath(detail.summary.id, "layers", layer), detail).answer;
  const matched = useAnswer<MatchAnswer>(seedsPath(detail, layer)).answer;
  const { view, x, y } = route.value.query;
  const isAsked = view === "map" && [x, y].some((name) => name?.startsWith("alike"));
  const map = useAnswer<AtomMapAnswer>(
    isAsked && !isReport ? runPath(detail.summary.id, "layers", layer, "map") : null,
  );
  const said = annotationsOf(detail.summary.id).value;
  return useMemo(() => {
    if (own === null) return own;
    const starred = own.onBound.map((_, unit) => Number(said[featureKey(layer, unit)]?.star ?? false));
    const again = matched?.features.map((feature) => feature.again / matched.others.length);
    const alike = map.answer && { alikeX: map.answer.x, alikeY: map.answer.y };
    return { ...own, numbers: { ...own.numbers, ...(again && { stability: again }), ...alike, starred } };
  }, [own, matched, said, map.answer]);
}
