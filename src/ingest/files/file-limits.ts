/** Limits of input files. A test stands at each limit and one past it. */

/** Files read in one run. A year of hourly partitions is 8,760; each name is kept, and each file opened twice where rows must be sorted. */
export const FOLDER_FILES_MAX = 100_000;
/** Folders below each other. Partitions by year, month, day, hour and a key are five. */
export const FOLDER_DEPTH_MAX = 16;
/** Bytes of one part of a workbook, inflated. A full sheet of a million rows and ten columns is 0.6 GB; it is streamed. */
export const WORKBOOK_PART_BYTES_MAX = 4 * 1024 * 1024 * 1024;
/** Bytes of a workbook inside an archive, which is held whole: a sheet of a million rows is some 100 MB. */
export const ARCHIVED_BOOK_BYTES_MAX = 256 * 1024 * 1024;
/** Parts of a workbook: a sheet, with drawings and comments, is some ten. */
export const WORKBOOK_PARTS_MAX = 65_536;
/** Characters of the texts that cells of a workbook share, which are held in memory: twice as many bytes. */
export const SHARED_TEXT_CHARS_MAX = 256 * 1024 * 1024;
/** Merged cells of one sheet, whose ranges are held in memory. */
export const MERGED_RANGES_MAX = 100_000;
/** Columns of a sheet that are read; Excel has no more. */
export const SHEET_COLUMNS_MAX = 16_384;
/** Bytes of one XML document, which is held whole: a day's file of ISO 20022 messages is 20 MB. */
export const XML_BYTES_MAX = 64 * 1024 * 1024;
/** Rows of one XML document: each carries a copy of what stands around it. */
export const XML_ROWS_MAX = 200_000;
