import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { languageName } from '../../ui/form/names.ts';
import classes from './products.module.css';
import { slugOf } from '../../ui/slug.ts';
import type { ProductValues } from './productValues.ts';

const TITLE_CHARACTERS = 60;
const TEXT_CHARACTERS = 155;

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most).trimEnd()}…` : text;
}

/** How a search engine would show the page, in each language. */
export function SearchPreview({ values }: { values: ProductValues }) {
  const { t, locale } = useWords();
  const { languages } = useChoices();
  const made = slugOf(languages.map((code) => values.name[code]).find(Boolean) ?? '');
  return (
    <section className={classes.previews} aria-label={t('products.preview')}>
      {languages.map((language) => {
        const name = values.name[language] ?? '';
        const title = values.seo_title[language] || name;
        const address = values.slug[language] || values.handle || made || '…';
        const text = values.seo_description[language] || values.description[language] || '';
        return (
          <figure key={language} className={classes.preview} lang={language}>
            <figcaption>{languageName(language, locale)}</figcaption>
            <cite>
              {location.hostname} › {language} › p › {address}
            </cite>
            <b>{title ? cut(title, TITLE_CHARACTERS) : t('products.preview_empty')}</b>
            <p>{cut(text.split('\n')[0] ?? '', TEXT_CHARACTERS)}</p>
          </figure>
        );
      })}
    </section>
  );
}
