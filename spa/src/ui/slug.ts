const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  "'": '',
  '’': '',
};

/** The address that a name will make, in any script, as the API makes it: `slug_of` in the catalog. */
export function slugOf(name: string, most = 120): string {
  return name
    .toLowerCase()
    .replaceAll(/[ßæœøłđðþı'’]/gu, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFKD')
    .replaceAll(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .slice(0, most)
    .replaceAll(/^-+|-+$/g, '');
}
