import { Textarea, TextInput } from '@mantine/core';
import { useWords } from '../i18n';
import { useChoices } from './choices.ts';
import { languageName } from './form/names.ts';
import classes from './PictureFields.module.css';

export type Texts = Readonly<Record<string, string>>;

interface LanguageTextsProps {
  label: string;
  hint?: string;
  value: Texts | undefined;
  change: (texts: Texts) => void;
  lines?: number;
  most?: number;
  error?: string | undefined;
}

/** The same text in each of the shop's languages, side by side. */
export function LanguageTexts(props: LanguageTextsProps) {
  const { label, hint, value = {}, change, lines, most = 200, error } = props;
  const { locale } = useWords();
  const { languages } = useChoices();
  return (
    <div className={classes.languages}>
      {languages.map((language) => {
        const own = {
          label: `${label} · ${languageName(language, locale)}`,
          description: hint,
          error,
          lang: language,
          maxLength: most,
          value: value[language] ?? '',
        };
        const write = (text: string) => change({ ...value, [language]: text });
        return lines ? (
          <Textarea
            key={language}
            {...own}
            autosize
            minRows={lines}
            maxRows={12}
            onChange={(event) => write(event.currentTarget.value)}
          />
        ) : (
          <TextInput
            key={language}
            {...own}
            onChange={(event) => write(event.currentTarget.value)}
          />
        );
      })}
    </div>
  );
}
