import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { IconLanguage, IconMoon, IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { useFound } from './finding.ts';
import { PLACES } from './places.ts';
import '@mantine/spotlight/styles.css';

/** Ctrl+K: go anywhere, find an order, product or SKU, do what needs no screen. */
export function Palette() {
  const { t, locale, choose } = useWords();
  const navigate = useNavigate();
  const can = useCan();
  const { toggleColorScheme } = useMantineColorScheme();
  const [typed, setTyped] = useState('');
  const found = useFound(typed);
  const places = PLACES.filter(({ needs }) => !needs || can(needs)).map(
    (place): SpotlightActionData => ({
      id: place.to,
      label: t(place.label),
      description: t('palette.letters', { letter: place.letter.toUpperCase() }),
      leftSection: <place.icon size={20} stroke={1.6} />,
      onClick: () => void navigate({ to: place.to }),
    }),
  );
  const acts: SpotlightActionData[] = [
    {
      id: 'scheme',
      label: t('appearance.toggle'),
      leftSection: <IconMoon size={20} stroke={1.6} />,
      onClick: toggleColorScheme,
    },
    {
      id: 'language',
      label: t(locale === 'es' ? 'language.en' : 'language.es'),
      leftSection: <IconLanguage size={20} stroke={1.6} />,
      onClick: () => choose(locale === 'es' ? 'en' : 'es'),
    },
  ];
  return (
    <Spotlight
      actions={[
        { group: t('palette.places'), actions: places },
        { group: t('palette.acts'), actions: acts },
        ...found,
      ]}
      query={typed}
      onQueryChange={setTyped}
      shortcut="mod + K"
      nothingFound={t('palette.nothing')}
      highlightQuery
      scrollable
      maxHeight="60vh"
      searchProps={{
        leftSection: <IconSearch size={20} />,
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.placeholder'),
      }}
    />
  );
}
