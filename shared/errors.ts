/**
 * Every stable code that a user can meet, with the sentence that says what to do. `docs/errors.md` has a heading for each (checked by a test).
 * Codes are part of the product's contract: adding one is fine, renaming one breaks somebody's script.
 */
export const ERROR_CODES = {
  // Answers of this program's own HTTP API
  InvalidRequest: 'Correct the fields that are listed and send the request again.',
  LegacyInvoice: 'Use the new-commerce invoice of the same period; its number begins with G.',
  ExportNotFound: 'Check the id, or start the export with POST /api/exports.',
  ExportRunning: 'Wait for the running export to end, or cancel it, then ask for the forced run again.',
  ExportCommitting: 'Nothing to do: the export is already being made visible and ends within minutes.',
  ExportEnded: 'Nothing to do: the export has ended; start it anew if you want another run.',
  ExportPromised: 'Cancel the backfill, or this export once it runs.',
  AnalysisNotFound: 'Check the id, or start an analysis with POST /api/analyses.',
  InvoiceNotFound: 'Check the number; discovery lists invoices, and exports land them.',
  AnalysisOff: 'Set ANALYSIS to on, or do without: the raw landing needs no analysis.',
  NotLanded: 'Export it first; only what has landed can be analysed.',
  BackfillNotFound: 'Check the id, or start the backfill with POST /api/backfills.',
  BackfillEnded: 'Nothing to do: the backfill has ended; start it anew if you want another one.',
  SettingsInvalid: 'Correct the settings that are listed and restart the app.',
  // Answers of the page and of the calls it makes
  ConsoleClosed: 'Turn on sign-in for the app (docs/deploy.md, The page), or use the API with a function key.',
  ConsoleMissing: 'Build the app with npm run build and deploy all of dist/.',
  SignInRequired: 'Load the page again to sign in.',
  RoleMissing: 'Ask whoever administers the app registration for the role that is named.',
  ForeignCaller: 'Open the page itself and act from there, or use the API with a function key.',
  // Microsoft's service refused the request
  RequestRefused: 'Check the invoice number, currency and billing period against Partner Center.',
  TokenRefused: 'Check which tenant the identity belongs to, and that its credential is current.',
  PermissionMissing:
    'Grant the application permission PartnerBilling.Read.All to the identity and consent to it in the partner tenant.',
  NothingAtService: 'Check that the invoice belongs to this partner tenant and is a new-commerce invoice.',
  // The run failed
  TokenUnavailable:
    'Check the identity settings (AZURE_CLIENT_ID, AZURE_TOKEN_CREDENTIALS) and that the identity exists.',
  OperationFailed:
    'Start the export again later; if it persists, open a support case with the client-request-id from the log.',
  OperationVanished: 'Start the export again.',
  OperationTimedOut: 'Start the export again later, or raise OPERATION_DEADLINE_MINUTES.',
  ThrottledTooLong: 'Start the export again later; other programs may be using up the same quota.',
  ServiceUnavailable: 'Start the export again later; look at the service health of Microsoft 365.',
  AnswerInvalid: 'Start the export again; if it persists, the service has changed: report it.',
  ManifestInvalid: 'Start the export again later; if it persists, open a support case with the operation id.',
  ForeignOrigin: 'If Microsoft has moved its storage, add the new host to SOURCE_HOSTS; otherwise report it.',
  SnapshotMoved: 'Start the export again: the data was rebuilt while it was copied.',
  SourceForbidden:
    'Start the export again; if it persists, check that no firewall stands between the app and the source.',
  SourceUnavailable: 'Start the export again later.',
  GzipInvalid:
    'Start the export again later; if it persists, open a support case with the operation id and the file name.',
  OutputTooLarge:
    'If the file is meant to be that large, raise MAX_FILE_BYTES; at its default a file is beyond what one block blob can hold: report it.',
  CopyTooSlow:
    'Start the export again; if it persists, the file is too large for one activity or the network too slow: see docs/errors.md.',
  LandingUnavailable: 'Check that the landing account can be reached from the app, then start the export again.',
  LandingForbidden: 'Give the identity the role Storage Blob Data Contributor on the landing container.',
  ForcedCopyDiffers: 'Nothing was replaced. Keep both sides as evidence and open a support case with the operation id.',
  PeriodPassed: 'Export the billed invoice of that month instead.',
  RunEnded: 'Nothing to do: the run was cancelled or replaced by a later one.',
  BackendUnavailable: 'Start the export again later; look at the host storage account and the durable backend.',
  InternalError: 'Look at the log for this export id and report it.',
  // Warnings on a run that completed
  PeriodMismatch: 'Check the month of the lines before you use them.',
  EventNotDelivered:
    'Nothing to do: the next run of this export delivers it. Check the topic and the role EventGrid Data Sender.',
  // Warnings about the analysis of what landed; the landed version stays as it is
  AnalysisFailed: 'Nothing to do: the next run of this export makes up for it. Or ask for it with POST /api/analyses.',
  AnalysisUnfinished: 'Nothing to do: the analysis goes on by itself; the export shows how far it is.',
  AnalysisCancelled:
    'Nothing to do: the next run of this export makes up for it. Or ask for it with POST /api/analyses.',
  AnalysisTooLarge: 'Read that version from the raw landing; open an issue if files of this size are usual.',
  TableInexact:
    'Read that version from the raw landing; look at the attribute in Partner Center, and open an issue if it is right there.',
  TableForeign:
    'Look at who else writes this table, or move it away, then ask for the analysis with POST /api/analyses.',
  LineUnreadable: 'Look at the line in the raw landing; export the invoice again with force if the file is broken.',
  // Invoice discovery
  PartnerCenterUnavailable: 'Try again later.',
  InvoicesForbidden: 'Register the app in Partner Center; exports by HTTP go on working without it.',
  InvoiceDataNeverAppeared: 'Check the invoice in Partner Center; an invoice of licences only has no usage.',
  // FOCUS: in the figures of a month
  FocusHeld:
    'Look at the analysis of the version that is named; the month is written when a version without the fault lands.',
  FocusSumDiffers: 'Report it: rows of an invoice are made to add up to its total.',
  FocusNullFound:
    'Look at the lines that lack the value; a reader that holds to the specification may refuse the month.',
  FocusPricingOpen: 'Nothing to do: costs are exact. Use prices and quantities of the month with care.',
  HubForbidden: 'Give the identity the role Storage Blob Data Contributor on the container of the FinOps hub.',
  HubUnavailable:
    'Check FINOPS_HUB_STORAGE__blobServiceUri and that the app reaches the account; the next analysis tries again.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** What a user reads about a failure: shaped for answers, outcomes and events, free of secrets. */
export interface Failure {
  code: ErrorCode;
  message: string;
}

/** An error that a user can be told about; anything else that is thrown is a bug or a crash and worth a retry. */
export class CodedError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CodedError';
    this.code = code;
  }
}

/** A service went on asking to wait for longer than one call may sleep; whoever can wait in a durable timer does so. */
export class ThrottledError extends CodedError {
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number) {
    super('ThrottledTooLong', message);
    this.name = 'ThrottledError';
    this.retryAfterMs = retryAfterMs;
  }
}
