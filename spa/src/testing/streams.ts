/** A live stream that is silent until a test speaks through it; real ones are tested in a browser. */
export class QuietStream extends EventTarget {
  private static readonly open = new Set<QuietStream>();
  private readonly path: string;

  constructor(path: string) {
    super();
    this.path = path;
    QuietStream.open.add(this);
  }

  close(): void {
    QuietStream.open.delete(this);
  }

  /** Every open stream of this path tells this. */
  static tell(path: string, kind: string, news: object): void {
    for (const stream of QuietStream.open) {
      if (stream.path === path)
        stream.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(news) }));
    }
  }
}
