/** What is displayed of others speaks of at least so many active people. */
export const leastPeople = 5;
