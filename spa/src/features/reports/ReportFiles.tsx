import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { getExportReportUrl } from '../../api/reports';
import { useWords } from '../../i18n';
import type { Days } from './search.ts';

interface ReportFilesProps {
  code: string;
  days: Days;
  metrics?: string[];
  by?: string[];
}

/** The whole table as a file, with the filters that the page has now. */
export function ReportFiles({ code, days, metrics, by }: ReportFilesProps) {
  const { t, locale } = useWords();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />}>
          {t('exports.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['csv', 'xlsx'] as const).map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={getExportReportUrl(code, {
              ...days,
              format,
              language: locale,
              ...(metrics ? { metrics } : {}),
              ...(by ? { by } : {}),
            })}
            download
          >
            {format === 'csv' ? 'CSV' : 'Excel'}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
