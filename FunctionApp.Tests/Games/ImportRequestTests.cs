using System.Text;
using ImportFunctions.Games;
using ImportFunctions.Gate;
using ImportFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace ImportFunctions.Tests.Games;

public sealed class ImportRequestTests
{
    public static TheoryData<string, int, string> Hostile => new()
    {
        { "", 400, "body" },
        { "null", 400, "body" },
        { "[]", 400, "body" },
        { "42", 400, "body" },
        { "\"lichess\"", 400, "body" },
        { "{", 400, "body" },
        { """{"user_id":"alice","platform":"lichess"} trailing""", 400, "body" },
        { """{"user_id":"alice","platform":"lichess"}{}""", 400, "body" },
        { """{"user_id":"alice","user_id":"bob","platform":"lichess"}""", 400, "body" },
        { """{"user_id":"alice","platform":"lichess","\u0075ser_id":"bob"}""", 400, "body" },
        { """{"user_id":"alice","platform":"lichess",}""", 400, "body" },
        { """{'user_id':'alice','platform':'lichess'}""", 400, "body" },
        { """{"user_id":"alice","platform":"lichess" /* no */}""", 400, "body" },
        { """{"user_id":"alice","platform":"lichess","x":""" + new string('[', 40) + new string(']', 40) + "}", 400, "body" },
        { "{}", 400, "user_id" },
        { """{"platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":null,"platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":"","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":" ","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":" alice","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":17,"platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":true,"platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":["alice"],"platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":{"a":1},"platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":"../../etc/passwd","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":"a/b","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":"a%2Fb","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":"a?b=c","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":"';DROP TABLE games;--","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":"ålice","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":"Аlice","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":"alice\u0000","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":"alice\n","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":"\ud800","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":"😀","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":"@importgate@global","platform":"lichess"}""", 400, "user_id" },
        { $$"""{"user_id":"{{new string('a', 51)}}","platform":"lichess"}""", 400, "user_id" },
        { """{"user_id":"alice"}""", 400, "platform" },
        { """{"user_id":"alice","platform":null}""", 400, "platform" },
        { """{"user_id":"alice","platform":""}""", 400, "platform" },
        { """{"user_id":"alice","platform":7}""", 400, "platform" },
        { """{"user_id":"alice","platform":"fics"}""", 400, "platform" },
        { """{"user_id":"alice","platform":"lichess "}""", 400, "platform" },
        { """{"user_id":"alice","platform":["lichess"]}""", 400, "platform" },
        { """{"user_id":"alice","platform":"lichess","limit":0}""", 400, "limit" },
        { """{"user_id":"alice","platform":"lichess","limit":-1}""", 400, "limit" },
        { """{"user_id":"alice","platform":"lichess","limit":1000001}""", 400, "limit" },
        { """{"user_id":"alice","platform":"lichess","limit":1e9}""", 400, "limit" },
        { """{"user_id":"alice","platform":"lichess","limit":1e999}""", 400, "limit" },
        { """{"user_id":"alice","platform":"lichess","limit":99999999999999999999}""", 400, "limit" },
        { """{"user_id":"alice","platform":"lichess","limit":1.5}""", 400, "limit" },
        { """{"user_id":"alice","platform":"lichess","limit":"10"}""", 400, "limit" },
        { """{"user_id":"alice","platform":"lichess","limit":true}""", 400, "limit" },
        { """{"user_id":"alice","platform":"lichess","limit":[1]}""", 400, "limit" },
        { """{"user_id":"alice","platform":"lichess","limit":NaN}""", 400, "body" },
        { """{"user_id":"alice","platform":"lichess","priority":"urgent"}""", 400, "priority" },
        { """{"user_id":"alice","platform":"lichess","priority":0}""", 400, "priority" },
        { """{"user_id":"alice","platform":"lichess","priority":"Premium"}""", 400, "priority" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Read_HostileBody_IsAProblemThatNamesTheField(string body, int status, string field)
    {
        var (request, problem) = await ReadAsync(Encoding.UTF8.GetBytes(body));

        Assert.Null(request);
        Assert.NotNull(problem);
        Assert.Equal(status, problem.StatusCode);
        var members = Assert.IsType<Dictionary<string, object?>>(problem.Body);
        Assert.Equal(field, members["field"]);
        Assert.Contains(field == "body" ? "body" : field, (string)members["detail"]!, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Read_InvalidUtf8_IsABadBody()
    {
        var (request, problem) = await ReadAsync([.. """{"user_id":"al"""u8, 0xC3, 0x28, .. "\",\"platform\":\"lichess\"}"u8]);
        Assert.Null(request);
        Assert.Equal(400, problem!.StatusCode);
    }

    [Fact]
    public async Task Read_NameWithHalfASurrogatePair_IsABadRequest()
    {
        var (request, problem) = await ReadAsync("""{"\ud800":1,"user_id":"alice","platform":"lichess"}"""u8.ToArray());
        Assert.Null(request);
        Assert.Equal(400, problem!.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    public async Task Read_OtherContentType_Is415(string? contentType)
    {
        var (_, problem) = await ReadAsync("""{"user_id":"alice","platform":"lichess"}"""u8.ToArray(), contentType);
        Assert.Equal(415, problem!.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_HugeBody_Is413(bool statesItsLength)
    {
        var body = Encoding.UTF8.GetBytes("""{"user_id":"alice","platform":"lichess","x":""" + '"' + new string('x', 2 * JsonBody.MaxBytes) + "\"}");
        var (_, problem) = await ReadAsync(body, statesItsLength: statesItsLength);
        Assert.Equal(413, problem!.StatusCode);
    }

    [Theory]
    [InlineData("""{"user_id":"DrNykterstein","platform":"lichess"}""", "lichess-drnykterstein", 1000, ImportPriority.Interactive)]
    [InlineData("""{"user_id":"a-b_9","platform":"chess.com","limit":1,"priority":"premium"}""", "chess.com-a-b_9", 1, ImportPriority.Premium)]
    [InlineData("""{"user_id":"x","platform":"lichess","limit":1000000,"priority":"scheduled"}""", "lichess-x", 1_000_000, ImportPriority.Scheduled)]
    [InlineData("""{"user_id":"x","platform":"lichess","limit":null,"priority":null,"else":[{}]}""", "lichess-x", 1000, ImportPriority.Interactive)]
    public async Task Read_ValidBody_GivesTheRequest(string body, string instanceId, int limit, ImportPriority priority)
    {
        var (request, problem) = await ReadAsync(Encoding.UTF8.GetBytes(body), "application/json; charset=\"UTF-8\"");

        Assert.Null(problem);
        Assert.Equal(instanceId, request!.Player.InstanceId);
        Assert.Equal(limit, request.Limit);
        Assert.Equal(priority, request.Priority);
        Assert.Equal(request.Player, PlayerKey.FromInstanceId(instanceId));
    }

    static async Task<(ImportRequest? Request, JsonAnswer? Problem)> ReadAsync(
        byte[] body, string? contentType = "application/json", bool statesItsLength = false)
    {
        var http = new DefaultHttpContext();
        http.Request.Body = new MemoryStream(body);
        http.Request.ContentType = contentType;
        http.Request.ContentLength = statesItsLength ? body.Length : null;
        return await ImportEndpoints.ReadAsync(http.Request, CancellationToken.None);
    }
}
