import type { LabelledCase } from './labelled-case.ts';

/** Everyday lines of the other compiled languages and of the web; written before they were run. */
export const cases: readonly LabelledCase[] = [
  [
    'csharp',
    'public class AccountService\n{\n    private readonly IRepository repository;\n\n    public AccountService(├IRepository repository┤)\n    {\n        this.repository = repository;\n    }\n}\n',
    'IRepository repository)\n    {\n        this.repository = repository;\n    }',
  ],
  [
    'csharp',
    'public class AccountService\n{\n    public async Task<Account> Find(string id)\n    {├\n        return await repository.FindAsync(id);\n    }┤\n',
    '\n        return await repository.FindAsync(id);\n    }\n\n    public void Close() { }\n}',
  ],
  [
    'csharp',
    'var open = accounts\n    ├.Where(a => a.IsOpen)\n    .ToList();┤\n',
    '.Where(a => a.IsOpen)\n    .ToList();\nvar closed',
    'var open = accounts\n    ├.Where(a => a.IsOpen)┤\n',
  ],
  ['csharp', 'throw new InvalidOperationException($"├Account {id} is closed┤");\n', 'Account {id} is closed");'],
  ['csharp', 'if (account?.Balance ├is > 0┤)\n{\n    Pay();\n}\n', 'is > 0)\n{\n    Pay();\n}'],
  ['csharp', 'services.AddScoped<├IAccountService, AccountService┤>();\n', 'IAccountService, AccountService>();'],
  ['csharp', 'public record Money(├decimal Amount, string Currency┤);\n', 'decimal Amount, string Currency);'],
  [
    'csharp',
    'using (var stream = File.OpenRead(path))\n{├\n    Read(stream);\n}┤\n',
    '\n    Read(stream);\n}\nDone();',
  ],
  [
    'csharp',
    'switch (kind)\n{\n    case Kind.A:\n        ├Open();\n        break;┤\n    default:\n        break;\n}\n',
    'Open();\n        break;\n    default:\n        break;\n}',
    'switch (kind)\n{\n    case Kind.A:\n        ├Open();┤\n    default:\n        break;\n}\n',
  ],

  [
    'go',
    'package a\n\nfunc (s *Service) Close(ctx context.Context, id string) error {├\n\taccount, err := s.repo.Find(ctx, id)\n\tif err != nil {\n\t\treturn fmt.Errorf("find: %w", err)\n\t}\n\treturn s.repo.Delete(ctx, account)\n}┤\n',
    '\n\taccount, err := s.repo.Find(ctx, id)\n\tif err != nil {\n\t\treturn fmt.Errorf("find: %w", err)\n\t}\n\treturn s.repo.Delete(ctx, account)\n}\n\nfunc other() {}',
  ],
  [
    'go',
    'package a\n\nfunc f() error {\n\tif err := g(); err != nil {\n\t\treturn ├fmt.Errorf("g: %w", err)┤\n\t}\n\treturn nil\n}\n',
    'fmt.Errorf("g: %w", err)\n\t}\n\treturn nil\n}',
  ],
  [
    'go',
    'package a\n\nfunc f() {\n\tswitch kind {\n\tcase "a":\n\t\t├open()┤\n\tcase "b":\n\t\tclose()\n\t}\n}\n',
    'open()\n\tcase "b":\n\t\tclose()\n\t}\n}',
  ],
  ['go', 'package a\n\nvar m = map[string]int{\n\t"a": 1,\n\t├"b": 2,┤\n}\n', '"b": 2,\n}\n'],
  [
    'go',
    'package a\n\nfunc f() {\n\tctx, cancel := ├context.WithTimeout(ctx, time.Second)┤\n\tdefer cancel()\n}\n',
    'context.WithTimeout(ctx, time.Second)\n\tdefer cancel()\n}',
  ],
  [
    'go',
    'package a\n\nfunc TestSum(t *testing.T) {\n\tif got := Sum(1, 2); got != 3 {├\n\t\tt.Errorf("got %d", got)\n\t}┤\n}\n',
    '\n\t\tt.Errorf("got %d", got)\n\t}\n}\n',
  ],
  ['go', 'package a\n\nfunc f() {\n\tch <- ├value┤\n}\n', 'value\n}'],

  [
    'cpp',
    'class Account {\npublic:\n    explicit Account(std::string id);\n    ├void close();┤\n\nprivate:\n    std::string id_;\n};\n',
    'void close();\n\nprivate:\n    std::string id_;\n};',
  ],
  [
    'cpp',
    'Account::Account(std::string id) : ├id_(std::move(id)) {}┤\n',
    'id_(std::move(id)) {}\n\nvoid Account::close() {',
  ],
  [
    'cpp',
    'std::sort(v.begin(), v.end(), [](const auto& a, const auto& b) {├\n    return a.id < b.id;\n});┤\n',
    '\n    return a.id < b.id;\n});\nprint(v);',
  ],
  [
    'cpp',
    'std::sort(v.begin(), v.end(), [](const auto& a, const auto& b) { ├return a.id < b.id;┤ });\n',
    'return a.id < b.id; });',
  ],
  [
    'cpp',
    'if (auto it = m.find(key); ├it != m.end()┤) {\n    use(it->second);\n}\n',
    'it != m.end()) {\n    use(it->second);\n}',
  ],
  ['cpp', 'throw std::runtime_error("├account is closed┤");\n', 'account is closed");'],
  [
    'cpp',
    'template <├typename T, typename U┤>\nauto add(T a, U b) { return a + b; }\n',
    'typename T, typename U>\nauto add(T a, U b) { return a + b; }',
  ],
  [
    'c',
    'if (fgets(line, ├sizeof line, file┤) == NULL) {\n    return -1;\n}\n',
    'sizeof line, file) == NULL) {\n    return -1;\n}',
  ],
  [
    'c',
    'struct account *account_new(const char *id)\n{\n    struct account *a = ├calloc(1, sizeof *a);┤\n    if (!a)\n        return NULL;\n    return a;\n}\n',
    'calloc(1, sizeof *a);\n    if (!a)\n        return NULL;',
  ],
  [
    'c',
    'do {├\n    n = read(fd, buffer, sizeof buffer);\n} while (n > 0);┤\n',
    '\n    n = read(fd, buffer, sizeof buffer);\n} while (n > 0);\nclose(fd);',
  ],
  ['c', 'static const char *names[] = { ├"a", "b"┤ };\n', '"a", "b" };'],
  ['c', '/* ├Opens the account.┤ */\nint open_account(void);\n', 'Opens the account. */\nint open_account(void);'],

  [
    'kotlin',
    'class A(private val repo: Repo) {\n    suspend fun find(id: String): Account? {├\n        return repo.find(id)\n    }┤\n}\n',
    '\n        return repo.find(id)\n    }\n}\n',
  ],
  [
    'kotlin',
    'val names = accounts\n    ├.filter { it.open }\n    .map { it.name }┤\n',
    '.filter { it.open }\n    .map { it.name }\n\nprintln(names)',
    'val names = accounts\n    ├.filter { it.open }┤\n',
  ],
  ['kotlin', 'when (kind) {\n    Kind.A -> ├open()┤\n    Kind.B -> close()\n}\n', 'open()\n    Kind.B -> close()\n}'],
  ['kotlin', 'val account = repo.find(id) ?: ├throw NotFound(id)┤\n', 'throw NotFound(id)\nreturn account'],
  [
    'kotlin',
    'account.apply {├\n    balance = Money.ZERO\n    active = true\n┤}\n',
    '\n    balance = Money.ZERO\n    active = true\n}\n',
  ],
  ['kotlin', '@Test\nfun `closes the account`() {├\n    assertTrue(close())\n}┤\n', '\n    assertTrue(close())\n}\n'],

  [
    'typescript',
    'export class AccountService {\n  constructor(private readonly http: ├HttpClient┤) {}\n}\n',
    'HttpClient) {}\n}',
  ],
  ['typescript', 'const response = await fetch(`${base}/accounts/${├id┤}`);\n', 'id}`);\nconst json'],
  ['typescript', 'if (typeof value === "├string┤") {\n  return value;\n}\n', 'string") {\n  return value;\n}'],
  [
    'typescript',
    'export const schema = z.object({\n  id: z.string(),\n  ├balance: z.number(),┤\n});\n',
    'balance: z.number(),\n});',
  ],
  ['typescript', 'type A = { id: string } & ├{ name: string }┤;\n', '{ name: string };'],
  [
    'typescript',
    'for (const [key, value] of ├Object.entries(map)┤) {\n  print(key, value);\n}\n',
    'Object.entries(map)) {\n  print(key, value);\n}',
  ],
  ['typescript', 'const next = { ...state, ├open: true┤ };\n', 'open: true };'],
  [
    'typescript',
    'promise\n  .then((a) => a.json())\n  ├.catch((error) => log(error));┤\n',
    '.catch((error) => log(error));\n',
  ],
  ['javascript', 'document.querySelector("├#total┤").textContent = total;\n', '#total").textContent = total;'],
  ['javascript', 'const total = items.reduce((sum, item) => ├sum + item.amount, 0┤);\n', 'sum + item.amount, 0);'],
  [
    'typescriptreact',
    'export function Total({ items }: Props) {\n  const total = ├items.reduce((sum, item) => sum + item.amount, 0);┤\n  return <p>{total}</p>;\n}\n',
    'items.reduce((sum, item) => sum + item.amount, 0);\n  return <p>{total}</p>;\n}',
  ],
  [
    'typescriptreact',
    'export function Total({ items }: Props) {\n  return (\n    <ul>\n      {items.map((item) => ├<li key={item.id}>{item.name}</li>┤)}\n    </ul>\n  );\n}\n',
    '<li key={item.id}>{item.name}</li>)}\n    </ul>\n  );\n}',
  ],
  [
    'typescriptreact',
    'export function Form() {\n  return (\n    <form>\n      <input ├type="text" name="iban"┤ />\n    </form>\n  );\n}\n',
    'type="text" name="iban" />\n    </form>',
  ],
  ['typescriptreact', 'useEffect(() => {├\n  load();\n┤}, [load]);\n', '\n  load();\n}, [load]);'],
  [
    'java',
    'class A {\n    @Test\n    void closes() {├\n        assertTrue(service.close("1"));\n    }┤\n}\n',
    '\n        assertTrue(service.close("1"));\n    }\n}\n',
  ],
  ['java', 'class A {\n    private static final BigDecimal RATE = new BigDecimal(├"0.02"┤);\n}\n', '"0.02");\n'],
  [
    'java',
    'class A {\n    void f() {\n        try (var in = ├Files.newInputStream(path)┤) {\n            read(in);\n        }\n    }\n}\n',
    'Files.newInputStream(path)) {\n            read(in);\n        }',
  ],
  [
    'java',
    'class A {\n    public boolean equals(Object other) {├\n        if (this == other) return true;\n        if (!(other instanceof A a)) return false;\n        return id.equals(a.id);\n    }┤\n}\n',
    '\n        if (this == other) return true;\n        if (!(other instanceof A a)) return false;\n        return id.equals(a.id);\n    }\n\n    public int hashCode() {',
  ],
  [
    'java',
    'class A {\n    List<Account> open() {\n        return accounts.stream()\n            .filter(Account::isOpen)\n            ├.collect(Collectors.toList());┤\n    }\n}\n',
    '.collect(Collectors.toList());\n    }\n}',
  ],
];
