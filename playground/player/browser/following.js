// While the playhead moves, what stands below the picture is told where it is: as often as it can follow, and with
// pauses, as one server may draw for a whole class.

const PAUSE = 400; // milliseconds from an answer to the next question, at the least
const REST_PER_WORK = 4; // and so many times as long as the answer took
const SILENCE = 3000; // milliseconds after which no answer is awaited any more

/** Whether the server draws the page at this moment, as Streamlit marks it. */
export function isDrawing() {
  const app = document.querySelector("[data-testid=stApp]");
  return app instanceof HTMLElement && app.dataset.testScriptState === "running";
}

/** Says when the place of a playhead that plays is to be told. */
export class Following {
  #asked = 0;
  #due = 0;
  #waits = false;
  #begun = false; // whether the page has begun to answer

  /**
   * Whether to tell it now: then an answer is awaited.
   *
   * @param {number} now in milliseconds
   * @param {boolean} isDrawing whether the server draws the page at this moment
   */
  isDue(now, isDrawing) {
    if (this.#waits) this.#listen(now, isDrawing);
    if (this.#waits || now < this.#due) return false;
    [this.#asked, this.#waits, this.#begun] = [now, true, false];
    return true;
  }

  /**
   * @param {number} now
   * @param {boolean} isDrawing
   */
  #listen(now, isDrawing) {
    this.#begun ||= isDrawing;
    const took = now - this.#asked;
    if (this.#begun ? isDrawing : took < SILENCE) return;
    this.#waits = false;
    this.#due = now + Math.max(PAUSE, this.#begun ? REST_PER_WORK * took : 0);
  }
}
