import {
  getGetLookQueryKey,
  getListContentVersionsQueryKey,
  getLook,
  saveLook,
} from '../../api/content';
import type { Corners, Letters, Look, LookAsked, LookOut } from '../../api/model';
import { useWords } from '../../i18n';
import { Fields } from '../../ui/form/Fields';
import type { Field } from '../../ui/form/field.ts';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import { ColourInput } from './ColourInput';
import { FileInput } from '../../ui/FileInput';
import { LookSample, type LookValues } from './LookSample';
import { ShopPreview } from './ShopPreview';
import { UndoChange } from './UndoChange';

function valuesOf(look: Look): LookValues {
  return {
    accent: look.accent ?? '',
    accent_dark: look.accent_dark ?? '',
    corners: look.corners ?? 'theme',
    letters: look.letters ?? 'theme',
    logo: look.logo ?? '',
    logo_has_name: look.logo_has_name ?? false,
    icon: look.icon ?? '',
  };
}

function asked(values: LookValues): LookAsked {
  return {
    ...values,
    corners: (values.corners ?? 'theme') as Corners,
    letters: (values.letters ?? 'theme') as Letters,
  };
}

/** Colours, corners, letters and logo, beside a sample of them. */
export function LookForm({ found }: { found: LookOut }) {
  const { t } = useWords();
  const refresh = useRefresh();
  const form = useForm<LookValues, LookOut>({
    fields: useLookFields(found),
    read: valuesOf(found.document),
    version: found.version,
    save: (values, { version }) => saveLook(asked(values), ifMatch(version)),
    reload: async () => {
      const now = await getLook();
      return { values: valuesOf(now.document), version: now.version };
    },
    saved: () => refresh(getGetLookQueryKey(), getListContentVersionsQueryKey('look')),
  });
  const undo = (
    <UndoChange
      name="look"
      version={found.version}
      restore={({ document }) =>
        saveLook(asked(valuesOf(document as Look)), ifMatch(found.version))
      }
      queryKey={getGetLookQueryKey()}
    />
  );
  return (
    <Form form={form} needs="content.write">
      <div className={ui.split}>
        <div className={ui.stack}>
          <Panel title={t('look.colours')} aside={undo}>
            <p>{t('look.theme', { theme: found.theme })}</p>
            <Fields form={form} only={['accent', 'accent_dark', 'corners', 'letters']} />
          </Panel>
          <Panel title={t('look.pictures')}>
            <Fields form={form} only={['logo', 'logo_has_name', 'icon']} />
          </Panel>
        </div>
        <LookSample values={form.values} theirs={found.theirs} />
      </div>
      <ShopPreview asked={() => ({ look: asked(form.values) })} />
    </Form>
  );
}

function useLookFields(found: LookOut): Field<LookValues>[] {
  const { t } = useWords();
  const colour = (name: 'accent' | 'accent_dark'): Field<LookValues> => ({
    kind: 'own',
    name,
    label: t(`look.of_${name}`),
    draw: (form, error) => (
      <ColourInput
        label={t(`look.of_${name}`)}
        theirs={found.theirs[name] ?? ''}
        value={form.values[name]}
        error={error}
        change={(text) => form.set({ [name]: text })}
      />
    ),
  });
  const picture = (name: 'logo' | 'icon'): Field<LookValues> => ({
    kind: 'own',
    name,
    label: t(`look.of_${name}`),
    draw: (form, error) => (
      <FileInput
        needs="content.write"
        use={name}
        label={t(`look.of_${name}`)}
        hint={t(`look.hint_of_${name}`)}
        value={form.values[name]}
        saved={{ blob: found.document[name] ?? '', url: found[`${name}_url`] }}
        error={error}
        change={(blob) => form.set({ [name]: blob })}
      />
    ),
  });
  return [
    colour('accent'),
    colour('accent_dark'),
    {
      kind: 'choice',
      name: 'corners',
      label: t('look.corners'),
      isHalf: true,
      options: [
        ['theme', t('look.as_theme')],
        ['square', t('look.square')],
        ['soft', t('look.soft')],
        ['round', t('look.round')],
      ],
    },
    {
      kind: 'choice',
      name: 'letters',
      label: t('look.letters'),
      isHalf: true,
      options: [
        ['theme', t('look.as_theme')],
        ['sans', t('look.sans')],
        ['serif', t('look.serif')],
      ],
    },
    picture('logo'),
    {
      kind: 'switch',
      name: 'logo_has_name',
      label: t('look.logo_has_name'),
      when: ({ logo }) => logo !== '',
    },
    picture('icon'),
  ];
}
