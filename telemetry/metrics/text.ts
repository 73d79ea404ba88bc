/** Words for people, in every language of the console. */
export interface Text {
  en: string;
  zh: string;
}
export type Language = keyof Text;
