/** Passes items on in order of their positions, however they come: each as soon as all before it are there. */
export class InOrder<T> {
  readonly #waiting = new Map<number, T>();
  #next = 0;

  constructor(private readonly deliver: (item: T) => void) {}

  put(position: number, item: T): void {
    this.#waiting.set(position, item);
    for (let ready = this.#waiting.get(this.#next); ready !== undefined; ready = this.#waiting.get(this.#next)) {
      this.#waiting.delete(this.#next++);
      this.deliver(ready);
    }
  }

  /** Passes on what still waits, leaving out what never came. */
  flush(): void {
    const positions = [...this.#waiting.keys()].sort((a, b) => a - b);
    for (const position of positions) {
      this.#next = position;
      const item = this.#waiting.get(position);
      if (item !== undefined) this.put(position, item);
    }
  }
}
