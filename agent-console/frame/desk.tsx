import { lazy, Suspense, useEffect, useState } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { CallListsPage } from '../call-lists/call-lists-page.tsx'
import { AskedPop } from '../calls/asked-pop.tsx'
import { HelpNews } from '../calls/help-news.tsx'
import { MicrophoneLine } from '../calls/microphone-line.tsx'
import { OutcomeLine } from '../calls/outcome-line.tsx'
import { usePhoneLine } from '../calls/use-phone.ts'
import { CasesPage } from '../cases/cases-page.tsx'
import { AddCustomer } from '../customers/add-dialog.tsx'
import { CustomerPage } from '../customers/customer-page.tsx'
import { claimKept } from '../desk/kept.ts'
import { useStore } from '../desk/use-store.ts'
import { FloorPage } from '../floor/floor-page.tsx'
import { FlowPage } from '../flows/flow-page.tsx'
import { DeskKeys } from '../keys/desk-keys.tsx'
import { KeySheet } from '../keys/key-sheet.tsx'
import { HeldNews } from '../lists/held-news.tsx'
import { HeldPage } from '../lists/held-page.tsx'
import { MentionNews } from '../mentions/mention-news.tsx'
import { MentionsPage } from '../mentions/mentions-page.tsx'
import { Palette } from '../palette/palette.tsx'
import { PeoplePage } from '../people/people-page.tsx'
import { startOutbox } from '../reply/outbox.ts'
import { areasFor } from '../settings/areas.ts'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { OfferLayer } from '../work/offer-layer.tsx'
import { WorkPage } from '../work/work-page.tsx'
import { HomePage } from './home-page.tsx'
import { may, seesCases, useMe } from './me.ts'
import { OpenSandbox } from './open-sandbox.tsx'
import { PausedLine } from './paused-line.tsx'
import { settings } from './settings.ts'
import { StoppedLine } from './stopped-line.tsx'
import { ToastList } from './toast-list.tsx'
import './frame.css'

/** Few people set things, and seldom: nobody else waits for it. */
const SettingsPage = lazy(async () => ({ default: (await import('../settings/settings-page.tsx')).SettingsPage }))

const PhoneLine = () => {
  usePhoneLine()
  return <AskedPop />
}

/** Everything that is seen once somebody is inside. */
export const Desk = () => {
  const me = useMe()
  const { density, hasNotices, noticesOff } = useStore(settings)
  useEffect(() => {
    document.documentElement.dataset.density = density
  }, [density])
  useState(() => claimKept(me.id))
  useEffect(() => startOutbox(me.id), [me.id])
  const first = seesCases(me) ? '/work' : '/home'
  return (
    <div className="desk">
      <PausedLine />
      <StoppedLine />
      {may(me, 'call.answer') ? (
        <>
          <MicrophoneLine />
          <OutcomeLine />
        </>
      ) : null}
      <Routes>
        {seesCases(me) ? (
          <>
            <Route path="/work/:caseId?" element={<WorkPage />} />
            <Route path="/cases/:caseId?" element={<CasesPage />} />
            <Route path="/mentions/:caseId?" element={<MentionsPage />} />
            <Route path="/held-back/:messageId?" element={<HeldPage />} />
            <Route path="/customers/:customerId/:caseId?" element={<CustomerPage />} />
          </>
        ) : null}
        {may(me, 'work.read-all') ? <Route path="/floor/:view?" element={<FloorPage />} /> : null}
        {may(me, 'work.read-all') ? <Route path="/flows/:name?" element={<FlowPage />} /> : null}
        {may(me, 'call.read') ? <Route path="/calls/:area?" element={<CallListsPage />} /> : null}
        {seesCases(me) ? null : <Route path="/home" element={<HomePage />} />}
        <Route path="/people" element={<PeoplePage />} />
        {areasFor(me).length > 0 ? (
          <Route
            path="/settings/:area?/:id?"
            element={
              <Suspense fallback={<QuietBars what="The settings" />}>
                <SettingsPage />
              </Suspense>
            }
          />
        ) : null}
        {me.isSandbox ? <Route path="/open-sandbox" element={<OpenSandbox />} /> : null}
        <Route path="*" element={<Navigate to={first} replace />} />
      </Routes>
      {seesCases(me) ? (
        <>
          <OfferLayer />
          <MentionNews />
          <HeldNews />
          <AddCustomer />
        </>
      ) : null}
      {may(me, 'call.listen') && hasNotices && !noticesOff?.includes('help') ? <HelpNews /> : null}
      {may(me, 'call.answer') ? <PhoneLine /> : null}
      <Palette />
      <KeySheet />
      <DeskKeys />
      <ToastList />
    </div>
  )
}
