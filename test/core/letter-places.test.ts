import { expect, test } from "vitest";
import { inLines, inPlaces, labelInPlaces, letterPlaces } from "../../src/core/letter-places.js";

test.each([
  ["", 0],
  ["edges", 5],
  ["ρ̂ 0.05", 6], // the mark stands above its letter
  ["鹿", 2],
  ["しか シカ 사슴", 14],
  ["Ａ。", 4], // wide forms of Latin letters and punctuation
  ["🦌 a", 4],
  ["❤️", 2], // a sign made an emoji
  ["🧑‍🔬", 2], // three characters, one letter
])("%j takes %i places", (text, places) => {
  expect(letterPlaces(text)).toBe(places);
});

test.each([
  ["abcdef", 6, "abcdef"],
  ["abcdefg", 6, "abcde…"],
  ["abcd efg", 6, "abcd…"], // no space before the ellipsis
  ["鹿鹿鹿", 6, "鹿鹿鹿"],
  ["鹿鹿鹿鹿", 6, "鹿鹿…"], // the third would end at the sixth place, where the ellipsis stands
  ["ρ̂ρ̂ρ̂", 2, "ρ̂…"], // a letter keeps its mark
])("%j in at most %i places is %j", (text, most, shown) => {
  expect(inPlaces(text, most)).toBe(shown);
  expect(letterPlaces(shown)).toBeLessThanOrEqual(most);
});

test.each([
  ["", 4, [""]],
  ["one two three", 7, ["one two", "three"]],
  ["one two three", 6, ["one", "two", "three"]],
  ["a letters", 4, ["a", "lett", "ers"]], // a word that is longer than a line
  ["鹿鹿鹿", 4, ["鹿鹿", "鹿"]],
  ["ρ̂ρ̂ρ̂", 2, ["ρ̂ρ̂", "ρ̂"]],
])("%j in lines of at most %i places is %j", (text, most, lines) => {
  expect(inLines(text, most)).toEqual(lines);
});

test.each([
  ["topk · k 3", 20, "topk · k 3"],
  ["topk · convention saelens · k 3", 20, "topk · … · k 3"],
  ["topk · convention saelens · k 3 · decoderNorm 1", 40, "topk · … · k 3 · decoderNorm 1"],
  ["topk · k 3 · decoderNorm 1", 22, "topk · k 3 · decoderN…"], // its last part has no room
  ["gated and nothing else", 10, "gated and…"],
])("the label %j in at most %i places is %j", (label, most, shown) => {
  expect(labelInPlaces(label, most)).toBe(shown);
  expect(letterPlaces(shown)).toBeLessThanOrEqual(most);
});
