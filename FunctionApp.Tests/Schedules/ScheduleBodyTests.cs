using System.Text.Json;
using ImportFunctions.Games;
using ImportFunctions.Http;
using ImportFunctions.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ImportFunctions.Tests.Schedules;

public sealed class ScheduleBodyTests
{
    static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{}""", "user_id")]
    [InlineData("""{"user_id":"../x","platform":"lichess","every_hours":6}""", "user_id")]
    [InlineData("""{"user_id":"alice","platform":"fics","every_hours":6}""", "platform")]
    [InlineData("""{"user_id":"alice","platform":"lichess"}""", "every_hours")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":6,"cron":"0 3 * * *"}""", "every_hours")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":0}""", "every_hours")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":721}""", "every_hours")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":1.5}""", "every_hours")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":1e400}""", "every_hours")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":"6"}""", "every_hours")]
    [InlineData("""{"user_id":"alice","platform":"lichess","cron":7}""", "cron")]
    [InlineData("""{"user_id":"alice","platform":"lichess","cron":""}""", "cron")]
    [InlineData("""{"user_id":"alice","platform":"lichess","cron":"\ud800 3 * * *"}""", "cron")]
    [InlineData("""{"user_id":"alice","platform":"lichess","cron":"0 0 31 2 *"}""", "cron")]
    [InlineData("""{"user_id":"alice","platform":"lichess","cron":"*/5 * * * *"}""", "cron")]
    [InlineData("""{"user_id":"alice","platform":"lichess","cron":"0,1 3 * * *"}""", "cron")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":6,"window":"night"}""", "window")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":6,"window":{}}""", "window.from")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":6,"window":{"from":"24:00"}}""", "window.from")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":6,"window":{"from":"22:00","to":6}}""", "window.to")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":6,"window":{"from":"22:00","to":"22:00","time_zone":"UTC"}}""", "window.to")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":6,"window":{"from":"22:00","to":"06:00"}}""", "window.time_zone")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":6,"window":{"from":"22:00","to":"06:00","time_zone":"Mars/Base"}}""", "window.time_zone")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":6,"window":{"from":"22:00","to":"06:00","time_zone":"../../../etc/passwd"}}""", "window.time_zone")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":6,"window":{"from":"22:00","to":"06:00","time_zone":"Pacific Standard Time"}}""", "window.time_zone")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":6,"limit":0}""", "limit")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":6,"limit":[1]}""", "limit")]
    [InlineData("""{"user_id":"alice","platform":"lichess","every_hours":6,"enabled":"yes"}""", "enabled")]
    public void Create_WrongField_IsNamed(string json, string field)
    {
        var (body, problem) = ScheduleBody.Create(JsonDocument.Parse(json).RootElement, Now);
        Assert.Null(body);
        Assert.Equal((400, field), (problem!.StatusCode, Field(problem)));
    }

    [Fact]
    public void Create_AllFields_AreRead()
    {
        var body = Create("""
            {"user_id":"Alice","platform":"chess.com","cron":"0 30 3 * * *","limit":50,"enabled":false,
             "window":{"from":"22:00","to":"06:00","time_zone":"America/New_York"}}
            """);
        Assert.Equal((new PlayerKey("chess.com", "alice"), 50, false), (body.Player, body.Limit, body.Enabled));
        Assert.Equal(("0 30 3 * * *", "America/New_York"), (body.Times.Cron!.Expression, body.Times.Window!.Zone.Id));
    }

    [Theory]
    [InlineData("""{"cron":"0 3 * * *"}""", null, "0 3 * * *", true)]
    [InlineData("""{"every_hours":12}""", 12, null, true)]
    [InlineData("""{"every_hours":null,"cron":"0 3 * * *"}""", null, "0 3 * * *", true)]
    [InlineData("""{"window":null}""", 6, null, false)]
    [InlineData("""{"user_id":"ALICE","platform":"lichess"}""", 6, null, true)]
    [InlineData("""{}""", 6, null, true)]
    public void Change_GivenFieldsOnly(string json, int? hours, string? cron, bool window)
    {
        var (body, _) = ScheduleBody.Change(JsonDocument.Parse(json).RootElement, Schedule(), Now);
        Assert.Equal((hours, cron, window), (body!.Times.EveryHours, body.Times.Cron?.Expression, body.Times.Window is not null));
        Assert.Equal((70, true), (body.Limit, body.Enabled));
    }

    [Theory]
    [InlineData("""{"user_id":"bob"}""", "user_id")]
    [InlineData("""{"user_id":null}""", "user_id")]
    [InlineData("""{"platform":"chess.com"}""", "platform")]
    [InlineData("""{"every_hours":null}""", "every_hours")]
    [InlineData("""{"window":{"from":"x"}}""", "window.from")]
    public void Change_WrongField_IsNamed(string json, string field)
    {
        var (body, problem) = ScheduleBody.Change(JsonDocument.Parse(json).RootElement, Schedule(), Now);
        Assert.Null(body);
        Assert.Equal(field, Field(problem!));
    }

    [Theory]
    [InlineData("platform", "", "platform")]
    [InlineData("platform", "fics\0", "platform")]
    [InlineData("user_id", "a/b", "user_id")]
    [InlineData("user_id", "", "user_id")]
    [InlineData("after", "1", "after")]
    [InlineData("after", "' OR 1=1 --", "after")]
    [InlineData("limit", "0", "limit")]
    [InlineData("limit", "501", "limit")]
    [InlineData("limit", "-1", "limit")]
    [InlineData("limit", "9999999999", "limit")]
    [InlineData("limit", "١", "limit")]
    public void List_WrongFilter_IsNamed(string name, string value, string field)
    {
        var (filter, problem) = Filter((name, value));
        Assert.Null(filter);
        Assert.Equal((400, field), (problem!.StatusCode, Field(problem)));
    }

    [Fact]
    public void List_NextPage_KeepsTheFilter()
    {
        var last = Guid.NewGuid();
        Assert.Equal($"?user_id=alice&limit=7&after={last}", Filter(("user_id", "ALICE"), ("limit", "7")).Filter!.Next(last));
    }

    static (ScheduleFilter? Filter, JsonAnswer? Problem) Filter(params (string Name, string Value)[] query) =>
        ScheduleFilter.Validate(new QueryCollection(query.ToDictionary(q => q.Name, q => new StringValues(q.Value))), 100, 500);

    static ScheduleBody Create(string json) => ScheduleBody.Create(JsonDocument.Parse(json).RootElement, Now).Body!;

    static object? Field(JsonAnswer problem) => ((IReadOnlyDictionary<string, object?>)problem.Body)["field"];

    static ImportSchedule Schedule()
    {
        var body = Create("""
            {"user_id":"alice","platform":"lichess","every_hours":6,"limit":70,"window":{"from":"22:00","to":"06:00","time_zone":"UTC"}}
            """);
        return new ImportSchedule
        {
            Id = Guid.NewGuid(),
            Player = body.Player,
            Times = body.Times,
            Limit = body.Limit,
            Enabled = body.Enabled,
            DueAt = Now,
            NextRunAt = Now,
            CreatedAt = Now,
            UpdatedAt = Now,
        };
    }
}
