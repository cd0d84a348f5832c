import type { ExportFile } from '../../api/model';

export function anExport(part: Partial<ExportFile> = {}): ExportFile {
  return {
    id: 'file-1',
    list: 'stock',
    format: 'csv',
    file_name: 'stock-2026-11-30.csv',
    status: 'ready',
    rows: 1200,
    size_bytes: 48_200,
    created_at: '2026-11-30T09:00:00Z',
    ended_at: '2026-11-30T09:01:00Z',
    expires_at: '2026-12-07T09:00:00Z',
    ...part,
  };
}
