import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { getExportReorderProposalUrl } from '../../api/insights';
import { useWords } from '../../i18n';

/** The proposal as a file for the supplier; the browser downloads it. */
export function ReorderFiles({ q }: { q: string | undefined }) {
  const { t, locale } = useWords();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />}>
          {t('insights.proposal')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['csv', 'xlsx'] as const).map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={getExportReorderProposalUrl({ format, language: locale, ...(q ? { q } : {}) })}
            download
          >
            {format.toUpperCase()}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
