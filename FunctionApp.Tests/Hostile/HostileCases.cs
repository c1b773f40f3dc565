using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ImportFunctions.Tests.Hostile;

/// <summary>A request that nobody means well.</summary>
/// <param name="Request">Its bytes.</param>
/// <param name="Status">The only right status; 0 for any of 4xx, where the server refuses before the application sees it.</param>
/// <param name="Field">The field that the problem names; null where the request as such is refused.</param>
/// <param name="HangsUp">Whether the client goes before the request is complete, after which no answer is right too.</param>
sealed record HostileCase(byte[] Request, int Status, string? Field, bool HangsUp = false);

/// <summary>The table: every endpoint with every kind of nonsense that it can be given.</summary>
static class HostileCases
{
    const string Start = "/api/v1/import-more-games";
    const string Schedules = "/api/v1/import-schedules";
    const string Events = "/api/v1/import-events";
    const string Progress = "/api/v1/import-progress";

    // None of these is a player's name anywhere.
    static readonly (string Name, string Text)[] Texts =
    [
        ("space", " "), ("leading space", " alice"), ("trailing space", "alice "), ("tab", "al\tice"), ("newline", "alice\n"),
        ("header injection", "alice\r\nX-Evil: 1"), ("NUL", "ali\0ce"), ("DEL", "alice\u007f"), ("parent folders", "../../etc/passwd"),
        ("backslashes", "..\\..\\windows"), ("slash", "a/b"), ("encoded slash", "a%2Fb"), ("encoded twice", "a%252Fb"), ("semicolon", "a;b"),
        ("SQL quote", "'; DROP TABLE games; --"), ("SQL always", "\" OR 1=1 --"), ("LIKE", "%"), ("shell", "$(reboot)"), ("backticks", "`id`"),
        ("HTML", "<script>alert(1)</script>"), ("lookup", "${jndi:ldap://x/y}"), ("template", "{{7*7}}"), ("format", "%s%n"),
        ("query", "a?b=c&d=e"), ("fragment", "a#b"), ("entity id", "@importgate@global"), ("RTL override", "\u202eecila"),
        ("RTL mark", "alice\u200f"), ("Arabic", "أليس"), ("zero width space", "al\u200bice"), ("zero width joiner", "al\u200dice"),
        ("BOM", "\ufeffalice"), ("homoglyph", "\u0430lice"), ("full width", "\uff41lice"), ("combining", "alice\u0301"), ("sharp s", "wei\u00df"),
        ("dotted I", "\u0130stanbul"), ("Kelvin", "\u212aelvin"), ("emoji", "😀"), ("family", "👨‍👩‍👧‍👦"), ("noncharacter", "alice\uffff"),
        ("private use", "\ue000"), ("tags", "alice\U000e0041"), ("too long", new string('a', 51)), ("far too long", new string('a', 5000)),
    ];

    // JSON of the wrong type for a text.
    static readonly string[] NoText = ["null", "true", "0", "-1", "1.5", "1e400", "[]", "[\"alice\"]", "{}", "{\"a\":\"b\"}"];

    static readonly string[] NoNumber =
    [
        "true", "\"10\"", "\"\"", "[]", "[1]", "{}", "0", "-1", "-0", "1.5", "0.1e1", "1e9", "1e400", "-1e400", "2147483648", "-2147483649",
        "9223372036854775808", "18446744073709551616", "99999999999999999999999999999999999999",
    ];

    static readonly string[] NoJson =
    [
        "", " ", "null", "true", "42", "\"text\"", "[]", "[{}]", "{", "}", "{}{}", "{}garbage", "{\"a\":1,}", "{'a':1}", "{a:1}", "{\"a\":01}",
        "{\"a\":+1}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":1 /* no */}", "// no\n{}", "{\"a\":\"\n\"}", "{\"a\":\"\\x41\"}", "{\"a\":\"\\u12\"}",
        "{\"a\":tru}", "{\"a\"}", "{\"a\":1 \"b\":2}", "\ufeff{}", "\0{}", "a=b&c=d", "<xml/>", "--boundary",
        "{\"user_id\":\"a\",\"user_id\":\"b\"}", "{\"a\":1,\"\\u0061\":2}", "{\"a\":{\"b\":1,\"b\":2}}", "{\"\\ud800\":1,\"user_id\":\"a\"}",
    ];

    /// <summary>All of them by their names.</summary>
    public static IReadOnlyDictionary<string, HostileCase> All { get; } =
        new[] { Bodies(), Fields(), Paths(), Queries(), Protocol() }.SelectMany(c => c).ToDictionary(c => c.Name, c => c.Case);

    static IEnumerable<(string Name, HostileCase Case)> Bodies()
    {
        foreach (var (method, target) in new[] { ("POST", Start), ("POST", Schedules), ("PATCH", $"{Schedules}/{Guid.NewGuid()}") })
        {
            var where = $"{method} {target.Replace("/api/v1/", "", StringComparison.Ordinal).Split('/')[0]}: ";
            foreach (var json in NoJson)
                yield return Case($"{where}body {Show(json)}", Post(method, target, json), 400, "body");
            yield return Case(where + "not UTF-8 in a name", Post(method, target, [.. "{\"a"u8, 0xff, 0xfe, .. "\":1}"u8]), 0, null);
            yield return Case(where + "UTF-16", Post(method, target, Encoding.Unicode.GetBytes("{\"a\":1}")), 400, "body");
            yield return Case(where + "deep arrays", Post(method, target, "{\"a\":" + new string('[', 8000) + new string(']', 8000) + "}"), 400, "body");
            yield return Case(where + "deep objects", Post(method, target,
                string.Concat(Enumerable.Repeat("{\"a\":", 2000)) + "1" + new string('}', 2000)), 400, "body");
            yield return Case(where + "a byte too large", Post(method, target, Padded(16 * 1024 + 1)), 413, "body");
            yield return Case(where + "large", Post(method, target, Padded(1_000_000)), 413, "body");
            yield return Case(where + "large in chunks", RawHttp.Request(method, target, Chunked(Padded(200_000)), headers: "Transfer-Encoding: chunked"), 413, "body");
            yield return Case(where + "no body", RawHttp.Request(method, target, headers: "Content-Type: application/json"), 400, "body");
            yield return Case(where + "truncated", RawHttp.Request(method, target, "{\"user_id\":"u8.ToArray(), headers: "Content-Length: 500"), 400, null, hangsUp: true);
            yield return Case(where + "garbage for chunks", RawHttp.Request(method, target, "zz\r\n{}\r\n0\r\n\r\n"u8.ToArray(), headers: "Transfer-Encoding: chunked"), 400, "body");
            yield return Case(where + "negative chunk", RawHttp.Request(method, target, "-5\r\n{}\r\n0\r\n\r\n"u8.ToArray(), headers: "Transfer-Encoding: chunked"), 400, "body");
            yield return Case(where + "chunk beyond all ranges", RawHttp.Request(method, target, "ffffffffffffffffff\r\n{}\r\n"u8.ToArray(), headers: "Transfer-Encoding: chunked"), 400, "body");
            yield return Case(where + "chunks without an end", RawHttp.Request(method, target, "5\r\n{\"a\":"u8.ToArray(), headers: "Transfer-Encoding: chunked"), 400, null, hangsUp: true);
            foreach (var type in new[]
            {
                "text/plain", "text/json", "application/xml", "application/jsonx", "application/problem+json", "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x", "application/json; charset=utf-16", "application/json; charset=iso-8859-1",
                "application/json; charset=\"", ";;;", "*/*", "application/json, text/plain", new string('a', 3000),
            })
            {
                yield return Case($"{where}type {Show(type)}", RawHttp.Request(method, target, "{}"u8.ToArray(), type), 415, "body");
            }

            yield return Case(where + "no type", RawHttp.Request(method, target, "{}"u8.ToArray(), contentType: null), 415, "body");
            yield return Case(where + "two types", RawHttp.Request(method, target, "{}"u8.ToArray(), headers: "Content-Type: text/plain"), 415, "body");
        }
    }

    static IEnumerable<(string Name, HostileCase Case)> Fields()
    {
        // Beyond what the server itself accepts.
        yield return Case("POST import-more-games: huge", Post("POST", Start, Padded(31_000_000)), 413, "body");
        foreach (var (target, rest) in new[] { (Start, ""), (Schedules, ",\"every_hours\":6") })
        {
            foreach (var json in NoText.Concat(Texts.Select(t => Quote(t.Text))).Append("\"\"").Append("\"\\ud800\"").Append("\"\\udc00\\ud800\""))
            {
                yield return Case($"{target}: user_id {Show(json)}", Post("POST", target, $"{{\"user_id\":{json},\"platform\":\"lichess\"{rest}}}"), 400, "user_id");
                yield return Case($"{target}: platform {Show(json)}", Post("POST", target, $"{{\"user_id\":\"alice\",\"platform\":{json}{rest}}}"), 400, "platform");
            }

            foreach (var platform in new[] { "Lichess", "LICHESS", "chesscom", "chess.com.", "lichess.org", "fics", "lichess,chess.com" })
                yield return Case($"{target}: platform {platform}", Post("POST", target, $"{{\"user_id\":\"alice\",\"platform\":\"{platform}\"{rest}}}"), 400, "platform");
            foreach (var json in NoNumber)
                yield return Case($"{target}: limit {json}", Post("POST", target, $"{{\"user_id\":\"alice\",\"platform\":\"lichess\",\"limit\":{json}{rest}}}"), 400, "limit");
            yield return Case($"{target}: limit over a million", Post("POST", target, $"{{\"user_id\":\"alice\",\"platform\":\"lichess\",\"limit\":1000001{rest}}}"), 400, "limit");
            // A name that is no UTF-8 is no text.
            yield return Case($"{target}: user_id of bytes", Post("POST", target, [.. "{\"user_id\":\"al"u8, 0xc3, 0x28, .. Encoding.UTF8.GetBytes($"\",\"platform\":\"lichess\"{rest}}}")]), 400, "user_id");
        }

        foreach (var json in new[] { "true", "0", "[]", "{}", "\"\"", "\"urgent\"", "\"Premium\"", "\" premium\"", "\"\\ud800\"", "\"\\u0430\"" })
            yield return Case($"priority {Show(json)}", Post("POST", Start, $"{{\"user_id\":\"alice\",\"platform\":\"lichess\",\"priority\":{json}}}"), 400, "priority");
        foreach (var json in new[] { "0", "1", "\"true\"", "[]", "[true]", "{}" })
            yield return Case($"rated {json}", Filtered($"\"rated\":{json}"), 400, "rated");
        foreach (var field in new[] { "speeds", "variants" })
        {
            foreach (var json in new[]
            {
                "true", "0", "\"blitz\"", "{}", "[]", "[null]", "[1]", "[[\"standard\"]]", "[{}]", "[\"\"]", "[\"\\ud800\"]", "[\"'; DROP TABLE games; --\"]",
                "[\"bl\u200bitz\"]", "[\"\u0455tandard\"]", "[\"blitz,standard\"]", $"[{string.Join(',', Enumerable.Repeat("\"standard\"", 1000))}]",
            })
            {
                yield return Case($"{field} {Show(json)}", Filtered($"\"{field}\":{json}"), 400, field);
            }
        }

        foreach (var field in new[] { "since", "until" })
        {
            foreach (var json in new[]
            {
                "true", "[]", "{}", "-1", "1.5", "1e400", "253402300800000", "9223372036854775808", "\"\"", "\"now\"", "\"2024-13-01\"", "\"2024-02-30\"",
                "\"01/02/2024\"", "\"2024-01-01T25:00:00Z\"", "\"1969-12-31\"", "\"10000-01-01\"", "\"2024-01-01'; --\"", "\"\u0662\u0660\u0662\u0664-01-01\"", "\"\\ud800\"",
                "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"",
            })
            {
                yield return Case($"{field} {Show(json)}", Filtered($"\"{field}\":{json}"), 400, field);
            }
        }

        yield return Case("until before since", Filtered("\"since\":\"2024-02-01\",\"until\":\"2024-01-01\""), 400, "until");
        foreach (var json in NoNumber)
            yield return Case($"every_hours {json}", Schedule($"\"every_hours\":{json}"), 400, "every_hours");
        foreach (var json in new[] { "true", "0", "[]", "{}", "\"\"", "\"*\"", "\"@daily\"", "\"0 25 * * *\"", "\"\\ud800\"", "\"٠ 3 * * *\"", Quote(new string('*', 5000)), "\"0 0 30 2 *\"" })
            yield return Case($"cron {Show(json)}", Schedule($"\"cron\":{json}"), 400, "cron");
        foreach (var json in new[] { "0", "1", "\"true\"", "[]", "{}" })
            yield return Case($"enabled {json}", Schedule($"\"every_hours\":6,\"enabled\":{json}"), 400, "enabled");
        foreach (var json in new[] { "true", "0", "[]", "\"22:00-06:00\"" })
            yield return Case($"window {json}", Schedule($"\"every_hours\":6,\"window\":{json}"), 400, "window");
        foreach (var json in NoText.Concat(Texts.Select(t => Quote(t.Text))))
            yield return Case($"time_zone {Show(json)}", Schedule($"\"every_hours\":6,\"window\":{{\"from\":\"22:00\",\"to\":\"06:00\",\"time_zone\":{json}}}"), 400, "window.time_zone");
    }

    static IEnumerable<(string Name, HostileCase Case)> Paths()
    {
        foreach (var (name, text) in Texts)
        {
            // Kestrel itself refuses a NUL in a path.
            var (status, field) = text.Contains('\0', StringComparison.Ordinal) ? (400, null) : (400, "user_id");
            yield return Case($"progress of {name}", RawHttp.Request("GET", $"{Progress}/{Encode(text)}/lichess"), status, field);
            yield return Case($"cancel {name}", RawHttp.Request("DELETE", $"{Start}/{Encode(text)}/lichess"), status, field);
            field = field is null ? null : "platform";
            yield return Case($"progress on {name}", RawHttp.Request("GET", $"{Progress}/alice/{Encode(text)}"), status, field);
            yield return Case($"cancel on {name}", RawHttp.Request("DELETE", $"{Start}/alice/{Encode(text)}"), status, field);
            status = status == 400 && field is null ? 400 : 404;
            yield return Case($"schedule {name}", RawHttp.Request("GET", $"{Schedules}/{Encode(text)}"), status, null);
            yield return Case($"delete schedule {name}", RawHttp.Request("DELETE", $"{Schedules}/{Encode(text)}"), status, null);
        }

        foreach (var escape in new[] { "%ED%A0%80", "%C0%AF", "%FF", "%", "%zz", "%u0041", "%E2%80", "%2e%2e%5c" })
        {
            yield return Case($"progress of {escape}", RawHttp.Request("GET", $"{Progress}/{escape}/lichess"), 400, "user_id");
            yield return Case($"cancel {escape}", RawHttp.Request("DELETE", $"{Start}/{escape}/lichess"), 400, "user_id");
        }

        foreach (var path in new[] { $"{Progress}//lichess", $"{Progress}/..%2F..%2Fhealth/lichess/x", $"{Progress}/%2e%2e/lichess", "/api/v1/../../etc/passwd", "/api/v2/import-queue", "/api/v1/import-queue/x", "//api//health" })
            yield return Case($"path {path}", RawHttp.Request("GET", path), 404, null);
        foreach (var (method, path) in new[] { ("DELETE", Events), ("POST", Events), ("PUT", Start), ("GET", Start), ("POST", "/api/v1/import-queue"), ("TRACE", "/api/health"), ("BREW", "/api/health") })
            yield return Case($"method {method} {path}", RawHttp.Request(method, path), 405, null);
        yield return Case("nothing to cancel", RawHttp.Request("DELETE", $"{Start}/nobody-at-all/lichess"), 404, null);
        yield return Case("never imported", RawHttp.Request("GET", $"{Progress}/nobody-at-all/chess.com"), 404, null);
    }

    static IEnumerable<(string Name, HostileCase Case)> Queries()
    {
        foreach (var (name, text) in Texts)
        {
            yield return Case($"events of {name}", RawHttp.Request("GET", $"{Events}?user_id={Encode(text)}&platform=lichess"), 400, "user_id");
            yield return Case($"events on {name}", RawHttp.Request("GET", $"{Events}?user_id=alice&platform={Encode(text)}"), 400, "platform");
            yield return Case($"schedules of {name}", RawHttp.Request("GET", $"{Schedules}?user_id={Encode(text)}"), 400, "user_id");
            yield return Case($"schedules on {name}", RawHttp.Request("GET", $"{Schedules}?platform={Encode(text)}"), 400, "platform");
            yield return Case($"schedules after {name}", RawHttp.Request("GET", $"{Schedules}?after={Encode(text)}"), 400, "after");
        }

        foreach (var text in new[] { "", "abc", "0", "-1", "501", "1.5", "1e2", "+5", " 5", "5 ", "0x10", "１", "2147483648", "99999999999999999999" })
            yield return Case($"schedules limit {text}", RawHttp.Request("GET", $"{Schedules}?limit={Encode(text)}"), 400, "limit");
        yield return Case("schedules of two", RawHttp.Request("GET", $"{Schedules}?user_id=alice&user_id=bob"), 400, "user_id");
        yield return Case("schedules in arrays", RawHttp.Request("GET", $"{Schedules}?limit=1&limit=2"), 400, "limit");
        yield return Case("events of half a surrogate", RawHttp.Request("GET", $"{Events}?user_id=%ED%A0%80&platform=lichess"), 400, "user_id");
        yield return Case("events without platform", RawHttp.Request("GET", $"{Events}?user_id=alice"), 400, "platform");
    }

    static IEnumerable<(string Name, HostileCase Case)> Protocol()
    {
        var body = "{\"user_id\":\"alice\"}"u8.ToArray();
        yield return Case("two lengths", RawHttp.Request("POST", Start, body, headers: ["Content-Length: 19", "Content-Length: 18"]), 0, null);
        yield return Case("negative length", RawHttp.Request("POST", Start, body, headers: "Content-Length: -1"), 0, null);
        yield return Case("length of words", RawHttp.Request("POST", Start, body, headers: "Content-Length: many"), 0, null);
        yield return Case("length beyond all ranges", RawHttp.Request("POST", Start, body, headers: "Content-Length: 99999999999999999999"), 0, null);
        yield return Case("length of a galaxy", RawHttp.Request("POST", Start, body, headers: "Content-Length: 9223372036854775807"), 413, "body");
        yield return Case("unknown coding", RawHttp.Request("POST", Start, body, headers: "Transfer-Encoding: gzip"), 0, null);
        yield return Case("two hosts", RawHttp.Request("GET", "/api/health", headers: "Host: evil"), 0, null);
        yield return Case("NUL in a header", RawHttp.Request("GET", "/api/health", headers: "X-A: a\0b"), 0, null);
        yield return Case("a header without a name", RawHttp.Request("GET", "/api/health", headers: ": x"), 0, null);
        yield return Case("a huge header", RawHttp.Request("GET", "/api/health", headers: "X-A: " + new string('a', 60_000)), 431, null);
        yield return Case("a thousand headers", RawHttp.Request("GET", "/api/health", headers: [.. Enumerable.Range(0, 1000).Select(n => $"X-{n}: {n}")]), 431, null);
        yield return Case("a huge path", RawHttp.Request("GET", $"{Progress}/{new string('a', 20_000)}/lichess"), 414, null);
        yield return Case("no HTTP", "\x16\x03\x01 hello\r\n\r\n"u8.ToArray(), 0, null);
    }

    static (string Name, HostileCase Case) Case(string name, byte[] request, int status, string? field, bool hangsUp = false) =>
        (name, new HostileCase(request, status, field, hangsUp));

    static byte[] Post(string method, string target, byte[] body) => RawHttp.Request(method, target, body);

    static byte[] Post(string method, string target, string json) => Post(method, target, Encoding.UTF8.GetBytes(json));

    static byte[] Schedule(string rest) => Post("POST", Schedules, $"{{\"user_id\":\"alice\",\"platform\":\"lichess\",{rest}}}");

    static byte[] Filtered(string rest) => Post("POST", Start, $"{{\"user_id\":\"alice\",\"platform\":\"lichess\",{rest}}}");

    static string Quote(string text) => JsonSerializer.Serialize(text);

    static string Padded(int bytes) => $"{{\"user_id\":\"{new string('a', bytes - 14)}\"}}";

    static byte[] Chunked(string text)
    {
        var chunks = new StringBuilder();
        foreach (var chunk in text.Chunk(1000))
            chunks.Append(CultureInfo.InvariantCulture, $"{chunk.Length:x}\r\n").Append(chunk).Append("\r\n");
        return Encoding.ASCII.GetBytes(chunks.Append("0\r\n\r\n").ToString());
    }

    static string Encode(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => char.IsAsciiLetterOrDigit((char)b) ? $"{(char)b}" : $"%{b:X2}"));

    // The names of tests are short and readable, whatever is in them.
    static string Show(string text)
    {
        var shown = JavaScriptEncoder.Default.Encode(text);
        return shown.Length <= 60 ? shown : $"{shown[..50]}… {shown.Length}";
    }
}
