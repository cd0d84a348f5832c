import { Input, Textarea } from '@mantine/core';
import {
  IconBlockquote,
  IconBold,
  IconClearFormatting,
  IconCode,
  IconH2,
  IconH3,
  IconItalic,
  IconLink,
  IconList,
  IconListNumbers,
  IconPilcrow,
  type Icon,
} from '@tabler/icons-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useWords, type Key } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { languageName } from '../../ui/form/names.ts';
import classes from './content.module.css';
import type { Texts } from '../../ui/LanguageTexts';

type Tool = readonly [label: Key, icon: Icon, command: string, argument?: string];

const TOOLS: readonly Tool[] = [
  ['rich.bold', IconBold, 'bold'],
  ['rich.italic', IconItalic, 'italic'],
  ['rich.heading', IconH2, 'formatBlock', 'h2'],
  ['rich.subheading', IconH3, 'formatBlock', 'h3'],
  ['rich.paragraph', IconPilcrow, 'formatBlock', 'p'],
  ['rich.bullets', IconList, 'insertUnorderedList'],
  ['rich.numbers', IconListNumbers, 'insertOrderedList'],
  ['rich.quote', IconBlockquote, 'formatBlock', 'blockquote'],
  ['rich.plain', IconClearFormatting, 'removeFormat'],
];

/** Browsers have no other way to change what is selected in a text that is edited in place. */
function command(name: string, argument?: string): void {
  document.execCommand('styleWithCSS', false, 'false');
  document.execCommand(name, false, argument);
}

interface RichTextProps {
  label: string;
  language: string;
  value: string;
  change: (html: string) => void;
  error?: string | undefined;
}

/** A text with headings, lists and links, edited as it looks. The server cleans what comes of it. */
function RichText({ label, language, value, change, error }: RichTextProps) {
  const { t } = useWords();
  const id = useId();
  const element = useRef<HTMLDivElement>(null);
  const [isSource, setSource] = useState(false);
  useEffect(() => {
    const text = element.current;
    // Only what came from elsewhere: writing over what is being typed would move the caret.
    if (text && !isSource && text.innerHTML !== value) text.innerHTML = value;
  }, [value, isSource]);
  const read = () => change(element.current?.innerHTML ?? value);
  function act(name: string, argument?: string) {
    element.current?.focus();
    command(name, argument);
    read();
  }
  function link() {
    // The simplest dialog that keeps what is selected in the text.
    // oxlint-disable-next-line no-alert
    const address = window.prompt(t('rich.link_address'), 'https://');
    if (address) act('createLink', address);
  }
  return (
    <div>
      <Input.Label id={id} labelElement="div">
        {label}
      </Input.Label>
      <div className={classes.rich}>
        <div className={classes.tools} role="toolbar" aria-label={t('rich.tools')}>
          {isSource
            ? null
            : TOOLS.map(([name, Drawn, what, argument]) => (
                <button
                  key={name}
                  type="button"
                  aria-label={t(name)}
                  title={t(name)}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => act(what, argument)}
                >
                  <Drawn size={18} aria-hidden="true" />
                </button>
              ))}
          {isSource ? null : (
            <button
              type="button"
              aria-label={t('rich.link')}
              title={t('rich.link')}
              onMouseDown={(event) => event.preventDefault()}
              onClick={link}
            >
              <IconLink size={18} aria-hidden="true" />
            </button>
          )}
          <button
            type="button"
            aria-label={t('rich.source')}
            title={t('rich.source')}
            aria-pressed={isSource}
            onClick={() => setSource((old) => !old)}
          >
            <IconCode size={18} aria-hidden="true" />
          </button>
        </div>
        {isSource ? (
          <Textarea
            className={classes.source ?? ''}
            aria-labelledby={id}
            variant="unstyled"
            px={14}
            autosize
            minRows={9}
            maxRows={24}
            value={value}
            onChange={(event) => change(event.currentTarget.value)}
          />
        ) : (
          <div
            ref={element}
            className={classes.text}
            contentEditable
            suppressContentEditableWarning
            role="textbox"
            aria-multiline="true"
            aria-labelledby={id}
            aria-invalid={error ? true : undefined}
            tabIndex={0}
            lang={language}
            onInput={read}
            onBlur={read}
          />
        )}
      </div>
      {error ? <Input.Error>{error}</Input.Error> : null}
    </div>
  );
}

const NONE: Texts = {};

interface RichTextsProps {
  label: string;
  value: Texts | undefined;
  change: (texts: Texts) => void;
  error?: string | undefined;
}

/** The same in each of the shop's languages, side by side. */
export function RichTexts({ label, value = NONE, change, error }: RichTextsProps) {
  const { locale } = useWords();
  const { languages } = useChoices();
  return (
    <div className={classes.languages}>
      {languages.map((language) => (
        <RichText
          key={language}
          label={`${label} · ${languageName(language, locale)}`}
          language={language}
          value={value[language] ?? ''}
          error={error}
          change={(html) => {
            if (html !== (value[language] ?? '')) change({ ...value, [language]: html });
          }}
        />
      ))}
    </div>
  );
}
