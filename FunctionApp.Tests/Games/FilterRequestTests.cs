using System.Text.Json;
using ImportFunctions.Games;

namespace ImportFunctions.Tests.Games;

public sealed class FilterRequestTests
{
    [Theory]
    [InlineData("""  "rated": "true" """, "rated")]
    [InlineData("""  "rated": 1 """, "rated")]
    [InlineData("""  "speeds": "blitz" """, "speeds")]
    [InlineData("""  "speeds": [] """, "speeds")]
    [InlineData("""  "speeds": ["blitz", 7] """, "speeds")]
    [InlineData("""  "speeds": ["\ud800"] """, "speeds")]
    [InlineData("""  "speeds": ["blitz", "lightning"] """, "speeds")]
    [InlineData("""  "speeds": ["blitz'; DROP TABLE games; --"] """, "speeds")]
    [InlineData("""  "variants": ["chess"] """, "variants")]
    [InlineData("""  "variants": ["bughouse"] """, "variants")]
    [InlineData("""  "variants": {} """, "variants")]
    [InlineData("""  "since": "yesterday" """, "since")]
    [InlineData("""  "since": "2024-13-01" """, "since")]
    [InlineData("""  "since": "01/02/2024" """, "since")]
    [InlineData("""  "since": "1969-12-31" """, "since")]
    [InlineData("""  "since": -1 """, "since")]
    [InlineData("""  "since": 1.5 """, "since")]
    [InlineData("""  "since": 99999999999999999 """, "since")]
    [InlineData("""  "since": true """, "since")]
    [InlineData("""  "until": ["2024-01-01"] """, "until")]
    [InlineData("""  "since": "2024-01-02", "until": "2024-01-02" """, "until")]
    public void Wrong_NamesTheFieldAndWhatIsAccepted(string fields, string field)
    {
        var (request, problem) = Validate(fields);
        Assert.Null(request);
        Assert.Equal(400, problem!.StatusCode);
        var body = (IDictionary<string, object?>)problem.Body;
        Assert.Equal(field, body["field"]);
        Assert.StartsWith($"{field} must be ", (string)body["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"2024-05-31\"", "2024-05-31T00:00:00Z")]
    [InlineData("\"2024-05-31T18:30Z\"", "2024-05-31T18:30:00Z")]
    [InlineData("\"2024-05-31T18:30:15\"", "2024-05-31T18:30:15Z")]
    [InlineData("\"2024-05-31T18:30:15.25+02:00\"", "2024-05-31T16:30:15.250Z")]
    [InlineData("1717180215000", "2024-05-31T18:30:15Z")]
    public void Times_AreUtc(string json, string expected)
    {
        var filter = Validate($"\"since\": {json}").Request!.Filter!;
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), filter.Since);
        Assert.Equal(TimeSpan.Zero, filter.Since!.Value.Offset);
    }

    [Fact]
    public void SameDemandsInAnyOrder_AreTheSameFilter_AndSurviveTheHistory()
    {
        var one = Validate("""  "speeds": ["Rapid", "blitz", "blitz"], "rated": true, "until": "2025-01-01" """).Request!;
        var other = Validate("""  "until": 1735689600000, "rated": true, "speeds": ["blitz", "rapid"], "variants": null """).Request!;
        Assert.Equal(one.Filter!.FullKey, other.Filter!.FullKey);
        Assert.Equal("rated=true;speeds=blitz,rapid", one.Filter.KindKey);
        var stored = JsonSerializer.Deserialize<ImportInput>(JsonSerializer.Serialize(new ImportInput(one)))!;
        Assert.Equal(one.Filter.FullKey, stored.Request.Filter!.FullKey);
        Assert.False(one.Filter.AdmitsCorrespondence);
    }

    [Fact]
    public void NoFilters_IsNone() => Assert.Null(Validate("""  "rated": null, "speeds": null """).Request!.Filter);

    static (ImportRequest? Request, ImportFunctions.Http.JsonAnswer? Problem) Validate(string fields)
    {
        using var json = JsonDocument.Parse("{\"user_id\": \"alice\", \"platform\": \"lichess\", " + fields + "}");
        return ImportRequest.Validate(json.RootElement);
    }
}
