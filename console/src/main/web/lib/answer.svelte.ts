/** What the server was asked for last; what was there before stays until the new answer is. */
export class Answer<T> {
  value = $state.raw<T | undefined>(undefined);
  failure = $state.raw<unknown>(undefined);

  constructor(private readonly load: () => Promise<T>) {
    void this.read();
  }

  async read(): Promise<void> {
    try {
      this.value = await this.load();
      this.failure = undefined;
    } catch (problem) {
      this.failure = problem;
    }
  }
}
