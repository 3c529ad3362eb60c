import { afterEach, describe, expect, test } from "vitest";
import { AnsweringThread } from "../../src/viewer/server/answering-thread.js";
import type { Question } from "../../src/viewer/server/routes.js";

const program = new URL("endless-program.mjs", import.meta.url);
const question = (search: string): Question => ({ method: "GET", parts: [], search, body: new Uint8Array() });

describe("a thread that answers", () => {
  let thread: AnsweringThread;
  afterEach(() => thread.close());

  test("is ended when it takes too long; the next question is answered by another", async () => {
    thread = new AnsweringThread(program, null, 1);
    await expect(thread.ask(question("never"))).rejects.toMatchObject({
      status: 503,
      message: expect.stringMatching(/no answer, it took longer than 0.001 s/),
    });
    thread = new AnsweringThread(program, null);
    await expect(thread.ask(question("throws"))).rejects.toMatchObject({
      status: 503,
      message: expect.stringMatching(/it broke/),
    });
    await expect(thread.ask(question("soon"))).resolves.toMatchObject({ body: "soon" });
  });
  test("does not begin what nobody waits for any longer", async () => {
    thread = new AnsweringThread(program, null);
    await expect(thread.ask(question("never"), () => false)).rejects.toMatchObject({ status: 499 });
    await expect(thread.ask(question("soon"))).resolves.toMatchObject({ body: "soon" });
  });
  test("ends at once with the viewer, whatever it does", async () => {
    thread = new AnsweringThread(program, null);
    const answer = expect(thread.ask(question("never"))).rejects.toMatchObject({ status: 503 });
    await Promise.resolve(); // the question is put when its turn comes
    await thread.close();
    await answer;
  });
  test("refuses more than can wait", async () => {
    thread = new AnsweringThread(program, null);
    const asked = Array.from({ length: 300 }, () =>
      thread.ask(question("soon")).catch(({ status }) => status),
    );
    const answers = await Promise.all(asked);
    expect(answers.filter((answer) => answer === 503)).toHaveLength(100);
  });
});
