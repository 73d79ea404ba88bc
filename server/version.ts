/** Version of Intramural, as in package.json; a test holds the two together. */
export const softwareVersion = '0.1.0';
