/** Keys repeat, in a file and over a tree: what was worked out for one is kept, for at most so many of them. */
const most = 20_000;

/** The same function, which works each short text out once. */
export function remember<Result>(work: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const old = known.get(text);
    if (old !== undefined) return old;
    const result = work(text);
    if (known.size >= most) known.clear();
    if (text.length < 200) known.set(text, result);
    return result;
  };
}
