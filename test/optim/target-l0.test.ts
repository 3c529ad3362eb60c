import { expect, test } from "vitest";
import { createTargetL0 } from "../../src/optim/target-l0.js";

test("starts at 1, and rises where more latents are active than asked for", () => {
  const control = createTargetL0(10);
  expect(control.multiplier()).toBe(1);
  control.after(20);
  // s is 20, r 0, e 10: a = 3e-4 tanh(7)
  expect(control.multiplier()).toBeCloseTo(1 + 3e-4 * 0.9999983369439447, 15);
});

test("falls where fewer are, a hundred times slower on the way back", () => {
  const control = createTargetL0(10);
  control.after(0);
  const first = control.multiplier();
  expect(first).toBeCloseTo(1 - 3e-4 * 0.9999983369439447, 15);
  control.after(5);
  // s is 0.05 and rises: e is below 0, r above
  expect(control.multiplier()).toBeCloseTo(first * (1 - 3e-6), 10);
});

test("in a short training it changes more, and is held back only where L0 arrives soon", () => {
  const control = createTargetL0(10);
  control.after(20, 300);
  // s is 20, r 0, e 10: a = 9/300 tanh(7)
  const first = 1 + 0.03 * 0.9999983369439447;
  expect(control.multiplier()).toBeCloseTo(first, 12);
  control.after(19.9, 300);
  // s falls by 0.001, r = −5e-5: |r| 45 is less than e
  expect(control.multiplier() / first).toBeCloseTo(first, 9);
  const second = control.multiplier();
  for (let i = 0; i < 3; i++) control.after(-300, 300);
  // r is about −3: L0 arrives
  expect(control.multiplier() / second).toBeLessThan(1 + 0.03 * 1.02);
});

test("stays within 0.01 and 100", () => {
  const control = createTargetL0(1);
  for (let i = 0; i < 20_000; i++) control.after(50);
  expect(control.multiplier()).toBe(100);
});

test("names a target that is none", () => {
  expect(() => createTargetL0(0)).toThrow("createTargetL0: target must be");
});
