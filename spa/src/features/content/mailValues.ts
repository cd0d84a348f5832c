import type { MailKindWritten, MailTextsAsked, MailWordsOut } from '../../api/model';

type Part = keyof MailWordsOut;
type Texts = Readonly<Record<string, string>>;
export type MailValues = Readonly<Record<Part, Texts>>;

export const PARTS: readonly { name: Part; most: number; lines?: number }[] = [
  { name: 'subject', most: 150 },
  { name: 'headline', most: 200 },
  { name: 'text', most: 4000, lines: 5 },
  { name: 'button', most: 60 },
  { name: 'footer', most: 1000, lines: 2 },
];

/** Nothing is written: the theme's words stand. */
export const EMPTY_MAIL: MailValues = {
  subject: {},
  headline: {},
  text: {},
  button: {},
  footer: {},
};

/** By part, then by language, as a form asks; the API has it the other way round. */
export function valuesOfMail(written: MailKindWritten): MailValues {
  const part = (name: Part) =>
    Object.fromEntries(
      Object.entries(written)
        .filter(([, words]) => words[name])
        .map(([language, words]) => [language, words[name]]),
    );
  return {
    subject: part('subject'),
    headline: part('headline'),
    text: part('text'),
    button: part('button'),
    footer: part('footer'),
  };
}

export function textsAsked(values: MailValues): MailTextsAsked['texts'] {
  const languages = new Set(PARTS.flatMap(({ name }) => Object.keys(values[name])));
  return Object.fromEntries(
    [...languages].map((language) => [
      language,
      Object.fromEntries(PARTS.map(({ name }) => [name, values[name][language] ?? ''])),
    ]),
  );
}
