import type { CarrierBody } from '../../api/model';

/** A carrier as one line: its name, then the address of its tracking page. */
export function lineOf({ name, link }: { name: string; link: string }): string {
  return link ? `${name} ${link}` : name;
}

export function carrierIn(line: string): CarrierBody {
  const [, name = line, link = ''] = /^(.*?)\s+(https?:\/\/\S+)$/.exec(line.trim()) ?? [];
  return { name: name.trim(), link };
}
