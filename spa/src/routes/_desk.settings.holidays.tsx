import { Group, NumberInput, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetHolidaysQueryOptions } from '../api/settings';
import { HolidaysForm } from '../features/settings/HolidaysForm';
import { useWords } from '../i18n';
import { useChoices } from '../ui/choices.ts';
import { countryOptions } from '../ui/form/names.ts';
import { Page } from '../ui/Page';
import { History } from '../ui/RecordPage';
import { searchOf, typed } from '../ui/search.ts';
import { Awaited } from '../ui/states';

const THIS_YEAR = new Date().getFullYear();

export const Route = createFileRoute('/_desk/settings/holidays')({
  component: Holidays,
  validateSearch: searchOf({ country: typed, year: typed }),
});

function Holidays() {
  const { t, locale } = useWords();
  const { countries } = useChoices();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const country = search.country ?? countries[0] ?? 'ES';
  const year = Number(search.year ?? THIS_YEAR);
  const query = useQuery(getGetHolidaysQueryOptions(country, year));
  return (
    <Page
      title={t('holidays.title')}
      lead={t('holidays.lead')}
      actions={<History subject={`holidays:${country}-${year}`} />}
    >
      <Group align="end">
        <Select
          label={t('settings.country')}
          data={countryOptions(locale, undefined, countries)}
          searchable
          allowDeselect={false}
          value={country}
          onChange={(chosen) => navigate({ search: { ...search, country: chosen ?? undefined } })}
        />
        <NumberInput
          label={t('holidays.year')}
          min={2000}
          max={2199}
          allowDecimal={false}
          value={year}
          onChange={(chosen) => {
            const whole = Number(chosen);
            if (whole >= 2000 && whole <= 2199)
              void navigate({ search: { ...search, year: String(whole) } });
          }}
        />
      </Group>
      <Awaited query={query} rows={8}>
        {(found) => <HolidaysForm key={`${country}-${year}`} found={found} />}
      </Awaited>
    </Page>
  );
}
