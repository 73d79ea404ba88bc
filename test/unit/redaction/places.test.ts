// biome-ignore-all lint/suspicious/noTemplateCurlyInString: cases hold the placeholders of other languages
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { refound } from '../../support/marked.ts';

/** `«…»` stands around what must be found; without it, nothing may be. Every value is made up. */
const cases: Record<string, [path: string, lines: string[]]> = {
  Java: [
    'src/Db.java',
    [
      'private static final String DB_PASSWORD = "«Tr0ub4dor&3x»";',
      'String password = new String("«Tr0ub4dor&3x»");',
      'private char[] passphrase = "«Tr0ub4dor&3x»".toCharArray();',
      'dataSource.setPassword("«Tr0ub4dor&3x»");',
      'props.put("javax.net.ssl.trustStorePassword", "«Tr0ub4dor&3x»");',
      'System.setProperty("payments.api.key", "«q8Zr2LmX0vTy5KpW»");',
      '@Value("${db.password:«Tr0ub4dor&3x»}") String password;',
      'if ("«Tr0ub4dor&3x»".equals(password)) {',
      'if (password.equals("«Tr0ub4dor&3x»")) {',
      'DriverManager.getConnection("jdbc:postgresql://ledger:5432/core?user=app&password=«Tr0ub4dor3x»");',
      'String url = "jdbc:oracle:thin:scott/«Tr0ub4dor3x»@ledger:1521:CORE";',
      'new UsernamePasswordCredentials("svc", "«Tr0ub4dor&3x»");',
      'DriverManager.getConnection(url, "scott", "«tigress»");',
      'DriverManager.getConnection(url, user, password);',
      'new PasswordAuthentication("app", "«Tr0ub4dor&3x»".toCharArray());',
      '// password: «Tr0ub4dor&3x»',
      'String password = "«Tr0ub4d»" +\n    "«or&3x»";',
      'String password = "changeme" + "-please";',
      'String password = config.getPassword();',
      'String password = System.getenv("DB_PASSWORD");',
      'String password = props.getProperty("db.password");',
      'private static final String PASSWORD_PARAM = "password";',
      'String passwordResetUrl = "/account/reset";',
      'private final PasswordEncoder passwordEncoder = new BCryptPasswordEncoder();',
      'String passwordHint = "the name of your 1st school";',
      'String tokenType = "Bearer";',
      'private String password = "changeme";',
      'String password = "${DB_PASSWORD}";',
      'this.password = password;',
      'UUID id = UUID.fromString("3f2b8c1e-9d4a-4e7b-8a6f-1c5d2e9b7a30");',
      'String sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";',
    ],
  ],
  Kotlin: [
    'src/Db.kt',
    [
      'val dbPassword: String = "«Tr0ub4dor&3x»"',
      'const val API_KEY = "«q8Zr2LmX0vTy5KpW»"',
      'val password: String? = null',
      'password = { it.text }',
    ],
  ],
  COBOL: [
    'LEDGER.cbl',
    [
      "       05 WS-DB-PASSWORD      PIC X(12) VALUE '«Tr0ub4dor3x»'.",
      '       01 FTP-PASSWD PIC X(10) VALUE "«Tr0ub4d0r»".',
      "           MOVE '«Tr0ub4dor3x»' TO WS-DB-PASSWORD.",
      '           MOVE WS-INPUT-PWD TO WS-DB-PASSWORD.',
      '           IF SEC-USR-PWD = WS-USER-PWD',
      '       05 WS-PASSWORD         PIC X(08) VALUE SPACES.',
      '       05 WS-PASS-COUNT       PIC 9(04) VALUE 0.',
    ],
  ],
  JCL: [
    'RUN.jcl',
    ["//STEP1 EXEC PGM=FTP,PARM='USER=LEDGER,PASSWORD=«TR0UB4D9»'", '//IN DD DSN=AWS.M2.CARDDEMO.USRSEC.PS,DISP=SHR'],
  ],
  SQL: [
    'users.sql',
    [
      'CREATE USER app IDENTIFIED BY «Tr0ub4dor3x»;',
      'ALTER USER app IDENTIFIED BY "«Tr0ub4dor&3x»" REPLACE "x";',
      "CREATE USER 'app'@'%' IDENTIFIED BY '«Tr0ub4dor&3x»';",
      "CREATE ROLE app WITH LOGIN ENCRYPTED PASSWORD '«Tr0ub4dor&3x»';",
      "CREATE LOGIN app WITH PASSWORD = N'«Tr0ub4dor&3x»';",
      "l_password VARCHAR2(30) := '«Tr0ub4dor&3x»';",
      "CREATE DATABASE LINK core CONNECT TO app IDENTIFIED BY «Tr0ub4dor3x» USING 'CORE';",
      'CREATE USER &owner IDENTIFIED BY &password;',
      'password VARCHAR2(30) NOT NULL,',
      'WHERE password = :password',
      'SELECT password_hash FROM users;',
    ],
  ],
  properties: [
    'application.properties',
    [
      'spring.datasource.password=«Tr0ub4dor&3x»',
      'db.password.prod = «Tr0ub4dor&3x»',
      'jwt.secret=«q8Zr2LmX0vTy5KpW»',
      'password=«summer»',
      'spring.datasource.password=${DB_PASSWORD}',
      'spring.datasource.password=ENC(g5hJ8kLmN2pQ4rS6tU8vW0xY)',
      'security.password.min-length=12',
      'login.password.label=Password',
      'management.endpoint.health.show-details=always',
    ],
  ],
  YAML: [
    'application.yml',
    [
      '  password: «Tr0ub4dor&3x»',
      '  password: "«Tr0ub4dor&3x»"   # for now',
      '      - POSTGRES_PASSWORD=«Tr0ub4dor3x»',
      '  apiKey: «q8Zr2LmX0vTy5KpW»',
      '  - name: DB_PASSWORD\n    value: «Tr0ub4dor3x»',
      '  password: !vault |',
      '  password: ${DB_PASSWORD:}',
      '  key: user.name',
      '  secretName: core-db',
      '  secretKeyRef:\n    name: core-db\n    key: password',
    ],
  ],
  'Kubernetes secrets': [
    'secret.yaml',
    ['apiVersion: v1\nkind: Secret\nmetadata:\n  name: core-db\ndata:\n  passcode: «VHIwdWI0ZG9yJjN4»\n'],
  ],
  XML: [
    'pom.xml',
    [
      '<password>«Tr0ub4dor&3x»</password>',
      '<property name="password" value="«Tr0ub4dor&3x»"/>',
      '<add key="DbPassword" value="«Tr0ub4dor&3x»" />',
      '<entry key="db.password">«Tr0ub4dor&3x»</entry>',
      '<connectionString>Server=ledger;User Id=app;Password=«Tr0ub4dor3x»;</connectionString>',
      '<password>${db.password}</password>',
      '<passwordPolicy>strong</passwordPolicy>',
    ],
  ],
  JSON: [
    'settings.json',
    [
      '{"user": "app", "password": "«Tr0ub4dor&3x»"}',
      '"{\\"password\\": \\"«Tr0ub4dor3x»\\"}"',
      '{"name": "API_KEY", "value": "«q8Zr2LmX0vTy5KpW»"}',
      '{"type": "password", "name": "password", "label": "Password"}',
      '{"integrity": "sha512-q8Zr2LmX0vTy5KpWq8Zr2LmX0vTy5KpWq8Zr2LmX0vTy5KpW=="}',
      '{"version": "1.24.3", "key": "F5"}',
    ],
  ],
  shell: [
    'deploy.sh',
    [
      'export DB_PASSWORD=«Tr0ub4dor3x»',
      'mysql -u app -p«Tr0ub4dor3x» core',
      'sshpass -p «Tr0ub4dor3x» ssh app@ledger',
      'curl -u «app:Tr0ub4dor3x» https://ledger.bank/api',
      "curl -H 'Authorization: Bearer «q8Zr2LmX0vTy5KpW»' https://ledger.bank/api",
      'psql "postgresql://«app:Tr0ub4dor3x»@ledger/core"',
      'sqlplus app/«Tr0ub4dor3x»@CORE',
      'ENV DB_TOKEN «q8Zr2LmX0vTy5KpW»',
      'ConvertTo-SecureString "«Tr0ub4dor3x»" -AsPlainText -Force',
      'requirepass «Tr0ub4dor3x»',
      'keytool -storepass «Tr0ub4dor3x» -keystore k.jks',
      'vault login --token=«q8Zr2LmX0vTy5KpW»',
      'export DB_PASSWORD="$(pass show db)"',
      'mysql -u app -p"$DB_PASSWORD" core',
      'curl -u "$USER:$PASS" https://ledger.bank/api',
      'echo "enter your password: "',
    ],
  ],
  Python: [
    'db.py',
    [
      "password = '«Tr0ub4dor&3x»'",
      "connect(host='ledger', user='app', password='«Tr0ub4dor&3x»')",
      "os.environ['DB_PASSWORD'] = '«Tr0ub4dor&3x»'",
      "password = os.environ['DB_PASSWORD']",
      "password = getpass.getpass('Password: ')",
      'def login(user, password=None):',
    ],
  ],
  'TypeScript and JavaScript': [
    'db.ts',
    [
      "const password: string = '«Tr0ub4dor&3x»';",
      "const client = new Client({ user: 'app', password: '«Tr0ub4dor&3x»' });",
      'const url = `https://«app:Tr0ub4dor3x»@ledger.bank/`;',
      'const password = process.env.DB_PASSWORD;',
      "type Field = 'password' | 'text';",
      "const passwordField = document.querySelector('#password');",
      'const key = event.key === "Enter";',
    ],
  ],
  Go: [
    'db.go',
    [
      'password := "«Tr0ub4dor&3x»"',
      'cfg.Password = "«Tr0ub4dor&3x»"',
      'Password: cfg.Password,',
      'token, err := getToken(ctx)',
    ],
  ],
  'C and C#': [
    'Db.cs',
    [
      'const string ConnectionString = "Server=ledger;Database=core;User Id=app;Password=«Tr0ub4dor3x»;";',
      'char secret[16] = "«q8Zr2LmX0vTy5KpW»";',
      '#define API_TOKEN "«q8Zr2LmX0vTy5KpW»"',
      'public string Password { get; set; }',
    ],
  ],
  Chinese: ['Db.java', ['// 密码：«Tr0ub4dor3x»', 'String 密码 = "«Tr0ub4dor3x»";']],
  prose: [
    'README.md',
    [
      'The default password is "«Tr0ub4dor3x»".',
      'Set your password before you start.',
      'See [password policy](docs/password-policy.md).',
    ],
  ],
};

describe('where a secret stands', () => {
  for (const [language, [path, lines]] of Object.entries(cases)) {
    describe(language, () => {
      for (const line of lines) it(line, () => assert.equal(refound(line, path), line));
    });
  }
});
