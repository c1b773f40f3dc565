using ImportFunctions.Games;
using ImportFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ImportFunctions.Schedules;

/// <summary>Creates, lists, changes and deletes schedules of imports.</summary>
/// <param name="store">The schedules.</param>
/// <param name="settings">The settings.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of what the infrastructure prevented.</param>
public sealed partial class ScheduleEndpoints(
    ScheduleStore store, ScheduleSettings settings, TimeProvider time, ILogger<ScheduleEndpoints> logger)
{
    const string Route = "v1/import-schedules";

    const string OneRoute = Route + "/{id}";

    const int DefaultPage = 100;

    const int LargestPage = 500;

    // A change that is overtaken this often meets a database in trouble.
    const int Attempts = 5;

    /// <summary>Creates a schedule.</summary>
    /// <param name="request">The request; its body is described at <see cref="ScheduleBody"/>.</param>
    /// <returns>201 with the schedule and its address, or a problem: 400, 409, 413, 415, 503.</returns>
    [Function("CreateSchedule")]
    public Task<IResult> Create([HttpTrigger(AuthorizationLevel.Function, "post", Route = Route)] HttpRequest request) =>
        AnswerAsync(async cancellation =>
        {
            var (json, problem) = await JsonBody.ReadAsync(request, cancellation);
            using var _ = json;
            if (json is null)
                return problem!;
            var now = Now();
            (var body, problem) = ScheduleBody.Create(json.RootElement, now);
            if (body is null)
                return problem!;

            var schedule = Planned(new ImportSchedule
            {
                Id = Guid.CreateVersion7(now),
                Player = body.Player,
                Times = body.Times,
                Limit = body.Limit,
                Enabled = body.Enabled,
                DueAt = now,
                NextRunAt = now,
                CreatedAt = now,
                UpdatedAt = now,
            }, now);
            if (!await store.AddAsync(schedule, settings.PerUser, cancellation))
                return Problem.TooManySchedules($"{body.Player.UserId} on {body.Player.Platform} has {settings.PerUser} schedules already: change or delete one.");
            return new JsonAnswer(StatusCodes.Status201Created, ScheduleJson.Describe(schedule))
                .With("Location", Address(request, "/" + schedule.Id));
        }, request);

    /// <summary>Lists schedules, all of them or those of a player or platform, in pages.</summary>
    /// <param name="request">The request, with <c>user_id</c>, <c>platform</c>, <c>limit</c> and <c>after</c> in its query.</param>
    /// <returns>200 with the schedules and the address of the next page, or a problem: 400, 503.</returns>
    [Function("ListSchedules")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Function, "get", Route = Route)] HttpRequest request) =>
        AnswerAsync(async cancellation =>
        {
            var (filter, problem) = ScheduleFilter.Validate(request.Query, DefaultPage, LargestPage);
            if (filter is null)
                return problem!;
            // One more than asked for tells whether there is another page.
            var found = await store.ListAsync(filter.UserId, filter.Platform, filter.After, filter.Limit + 1, cancellation);
            var page = found.Take(filter.Limit).ToList();
            return new JsonAnswer(StatusCodes.Status200OK, new Dictionary<string, object?>
            {
                ["schedules"] = page.Select(ScheduleJson.Describe).ToList(),
                ["next"] = found.Count > page.Count ? Address(request, filter.Next(page[^1].Id)) : null,
            });
        }, request);

    /// <summary>Shows a schedule.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The schedule.</param>
    /// <returns>200 with the schedule, or a problem: 404, 503.</returns>
    [Function("ShowSchedule")]
    public Task<IResult> Show([HttpTrigger(AuthorizationLevel.Function, "get", Route = OneRoute)] HttpRequest request, string id) =>
        AnswerAsync(async cancellation => await FindAsync(id, cancellation) is { } schedule
            ? new JsonAnswer(StatusCodes.Status200OK, ScheduleJson.Describe(schedule))
            : Missing(), request);

    /// <summary>Changes a schedule: fields that are absent stay as they are, and null takes a field away.</summary>
    /// <param name="request">The request; its body is described at <see cref="ScheduleBody"/>.</param>
    /// <param name="id">The schedule.</param>
    /// <returns>200 with the schedule, or a problem: 400, 404, 413, 415, 503.</returns>
    [Function("ChangeSchedule")]
    public Task<IResult> Change([HttpTrigger(AuthorizationLevel.Function, "patch", Route = OneRoute)] HttpRequest request, string id) =>
        AnswerAsync(async cancellation =>
        {
            var (json, problem) = await JsonBody.ReadAsync(request, cancellation);
            using var _ = json;
            if (json is null)
                return problem!;
            for (var attempt = 1; attempt <= Attempts; attempt++)
            {
                if (await FindAsync(id, cancellation) is not { } schedule)
                    return Missing();
                var now = Now();
                (var body, problem) = ScheduleBody.Change(json.RootElement, schedule, now);
                if (body is null)
                    return problem!;
                var changed = Changed(schedule, body, now);
                if (await store.UpdateAsync(changed, cancellation))
                    return new JsonAnswer(StatusCodes.Status200OK, ScheduleJson.Describe(changed));
            }

            return Problem.Unavailable("The schedule is being changed by somebody else; ask again.", ImportStarter.RetryLater);
        }, request);

    /// <summary>Deletes a schedule. An import that it started goes on.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The schedule.</param>
    /// <returns>204, or a problem: 404, 503.</returns>
    [Function("DeleteSchedule")]
    public Task<IResult> Delete([HttpTrigger(AuthorizationLevel.Function, "delete", Route = OneRoute)] HttpRequest request, string id) =>
        AnswerAsync(async cancellation => Guid.TryParse(id, out var known) && await store.DeleteAsync(known, cancellation)
            ? Results.NoContent()
            : Missing(), request);

    [LoggerMessage(EventId = 2504, Level = LogLevel.Error, Message = "A request for schedules could not be answered")]
    static partial void RequestFailed(ILogger logger, Exception exception);

    static JsonAnswer Missing() => Problem.NotFound("There is no such schedule.");

    static string Address(HttpRequest request, string rest) =>
        $"{request.Scheme}://{request.Host}{request.PathBase}{request.Path.Value!.TrimEnd('/')}{rest}";

    async Task<IResult> AnswerAsync(Func<CancellationToken, Task<IResult>> answer, HttpRequest request)
    {
        try
        {
            return await answer(request.HttpContext.RequestAborted);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            RequestFailed(logger, e);
            return Problem.Unavailable("The schedules cannot be reached now; ask again.", ImportStarter.RetryLater);
        }
    }

    // As precise as the table, so that a schedule looks the same after it was stored.
    DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    async Task<ImportSchedule?> FindAsync(string id, CancellationToken cancellation) =>
        Guid.TryParse(id, out var known) ? await store.FindAsync(known, cancellation) : null;

    ImportSchedule Changed(ImportSchedule before, ScheduleBody body, DateTimeOffset now)
    {
        var after = before with { Times = body.Times, Limit = body.Limit, Enabled = body.Enabled, UpdatedAt = now };
        // Other times begin anew, and so does what was switched on again: somebody has looked at why it failed.
        return Same(before.Times, body.Times) && (before.Enabled || !body.Enabled)
            ? after
            : Planned(after with { ConsecutiveFailures = 0 }, now);
    }

    ImportSchedule Planned(ImportSchedule schedule, DateTimeOffset now)
    {
        var due = schedule.Times.First(now);
        return schedule with { DueAt = due, NextRunAt = schedule.Times.TryAt(due, schedule.Id, settings.Jitter) };
    }

    static bool Same(ScheduleTimes a, ScheduleTimes b) =>
        a.EveryHours == b.EveryHours && a.Cron?.Expression == b.Cron?.Expression && a.Window == b.Window;
}
