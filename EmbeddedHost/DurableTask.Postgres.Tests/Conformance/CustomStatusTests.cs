namespace DurableTask.Postgres.Tests.Conformance;

public class CustomStatusTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    [Fact]
    public async Task Status_WhileRunning_IsTheLastOneSet()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Report", async context =>
        {
            context.SetCustomStatus("overwritten in the same step");
            context.SetCustomStatus(new Progress(1, "first"));
            await context.WaitForExternalEvent<string>("Next");
            context.SetCustomStatus(new Progress(2, "second"));
            await context.WaitForExternalEvent<string>("Next");
        }));

        var id = await app.ScheduleAsync("Report");
        var first = await app.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);
        Assert.Equal(new Progress(1, "first"), first.ReadCustomStatusAs<Progress>());
        await app.Client.RaiseEventAsync(id, "Next", ConformanceApp.Timeout);
        await app.UntilAsync(id, instance => instance.ReadCustomStatusAs<Progress>() == new Progress(2, "second"));
        await app.Client.RaiseEventAsync(id, "Next", ConformanceApp.Timeout);
        Assert.Equal(new Progress(2, "second"), (await app.FinishAsync(id)).ReadCustomStatusAs<Progress>());
    }

    [Fact]
    public async Task Status_SetToNull_IsNoStatus()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Report", async context =>
        {
            context.SetCustomStatus("set");
            await context.WaitForExternalEvent<string>("Next");
            context.SetCustomStatus(null);
        }));

        var id = await app.ScheduleAsync("Report");
        await app.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);
        await app.Client.RaiseEventAsync(id, "Next", ConformanceApp.Timeout);
        Assert.Null((await app.FinishAsync(id)).ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task Status_OverARestart_IsKept()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Report", async context =>
        {
            context.SetCustomStatus("set");
            await context.WaitForExternalEvent<string>("Next");
        }));

        var id = await app.ScheduleAsync("Report");
        await app.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);
        await app.RestartAsync();
        Assert.Equal("set", (await app.GetAsync(id)).ReadCustomStatusAs<string>());
        await app.Client.RaiseEventAsync(id, "Next", ConformanceApp.Timeout);
        Assert.Equal("set", ConformanceApp.Completed(await app.FinishAsync(id)).ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task Status_NotSet_IsNull()
    {
        var app = await StartAsync(_ => { });
        Assert.Null((await app.RunAsync("RoundTrip")).SerializedCustomStatus);
    }

    sealed record Progress(int Step, string Text);
}
