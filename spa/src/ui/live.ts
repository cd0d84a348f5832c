import { useEffect, useEffectEvent, useState } from 'react';

/** Follows server-sent events of one kind; true while the stream is open. The browser reconnects by itself. */
export function useLive<T>(path: string | null, kind: string, hear: (news: T) => void): boolean {
  const [isOpen, setOpen] = useState(false);
  const heard = useEffectEvent(hear);
  useEffect(() => {
    if (!path) return undefined;
    const source = new EventSource(path);
    source.addEventListener('open', () => setOpen(true));
    source.addEventListener('error', () => setOpen(false));
    source.addEventListener(kind, (event: MessageEvent<string>) =>
      heard(JSON.parse(event.data) as T),
    );
    return () => source.close();
  }, [path, kind]);
  return isOpen && path !== null;
}
