export class AppInsightsCore {}
